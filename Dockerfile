# docker build -t sdkwright --build-arg SDKWRIGHT_COMMIT=$(git rev-parse HEAD) .
# docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/work" sdkwright check
FROM rust:1-alpine AS build
RUN apk add --no-cache build-base
WORKDIR /source
# All members of the workspace, but not rust-toolchain.toml: the toolchain of the image is used as it is.
COPY Cargo.toml Cargo.lock ./
COPY generator generator
COPY generated generated
COPY tests tests
ENV CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_PROFILE_RELEASE_STRIP=symbols
# The commit that `sdkwright --version` prints.
ARG SDKWRIGHT_COMMIT
RUN cargo build --release --locked --package sdkwright --bin sdkwright

FROM alpine:3.22
# `diff git:REV:PATH` and `check --against REV` call git, also for a mounted repository of another user.
RUN apk add --no-cache git && git config --system --add safe.directory '*'
COPY --from=build /source/target/release/sdkwright /usr/local/bin/sdkwright
COPY LICENSE-APACHE LICENSE-MIT /usr/share/licenses/sdkwright/
WORKDIR /work
ENTRYPOINT ["sdkwright"]
