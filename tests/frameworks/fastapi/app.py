"""A depot of parcels, as FastAPI applications are written: `app.py describe` prints its OpenAPI description, `app.py serve`
listens on a free port of the loopback.

`GET /_sent`, which is not described, returns the last request as it arrived.
"""

import datetime
import decimal
import enum
import json
import secrets
import socket
import sys
import uuid
from collections.abc import AsyncIterable, Iterable
from typing import Annotated, Any, Generic, Literal, TypeVar

import uvicorn
from fastapi import APIRouter, Cookie, Depends, FastAPI, File, Form, Header, HTTPException, Path, Query, Response, UploadFile
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse
from fastapi.security import (
    APIKeyHeader,
    APIKeyQuery,
    HTTPAuthorizationCredentials,
    HTTPBasic,
    HTTPBasicCredentials,
    HTTPBearer,
    OAuth2PasswordBearer,
    OAuth2PasswordRequestForm,
)
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, EmailStr, Field, RootModel

app = FastAPI(title="Depot", version="1.4.0")

last_request: dict[str, Any] = {}


class RecordRequests:
    """Keeps the last request for `/_sent`: below FastAPI, so that nothing has parsed it."""

    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http" or scope["path"] == "/_sent":
            return await self.inner(scope, receive, send)
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        last_request.clear()
        last_request.update(
            method=scope["method"],
            path=scope["raw_path"].decode(),
            query=scope["query_string"].decode(),
            headers={name.decode(): value.decode("latin-1") for name, value in scope["headers"]},
            body=body.decode("utf-8", "replace"),
        )
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay():
            return waiting.pop() if waiting else await receive()

        await self.inner(scope, replay, send)


app.add_middleware(RecordRequests)


@app.get("/_sent", include_in_schema=False)
def sent() -> dict[str, Any]:
    return last_request


# Authentication: a form login for tokens, and three other schemes.

token_scheme = OAuth2PasswordBearer(tokenUrl="token", scopes={"parcels": "Read and write parcels"})
optional_token = OAuth2PasswordBearer(tokenUrl="token", auto_error=False)
basic_scheme = HTTPBasic()
bearer_scheme = HTTPBearer()
key_header = APIKeyHeader(name="X-Depot-Key")
key_query = APIKeyQuery(name="key")


class Token(BaseModel):
    access_token: str
    token_type: str = "bearer"
    expires_in: datetime.timedelta | None = None


class User(BaseModel):
    username: str
    email: EmailStr | None = None
    # A pydantic alias: `fullName` in JSON.
    full_name: str | None = Field(default=None, alias="fullName")
    disabled: bool = False

    model_config = ConfigDict(populate_by_name=True)


@app.post("/token", tags=["login"])
def login(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> Token:
    if form.password != "swordfish":
        raise HTTPException(400, "Incorrect username or password")
    return Token(access_token=f"token-of-{form.username}", expires_in=datetime.timedelta(minutes=30))


def current_user(token: Annotated[str, Depends(token_scheme)]) -> User:
    if not token.startswith("token-of-"):
        raise HTTPException(401, "Could not validate credentials", headers={"WWW-Authenticate": "Bearer"})
    return User(username=token.removeprefix("token-of-"), email="ann@example.com", full_name="Ann Smith")


CurrentUser = Annotated[User, Depends(current_user)]


@app.get("/users/me", tags=["users"])
def read_me(user: CurrentUser) -> User:
    return user


@app.get("/greeting", tags=["users"])
def greet(token: Annotated[str | None, Depends(optional_token)], accept_language: Annotated[str | None, Header()] = None) -> str:
    return f"{accept_language or 'en'}: hello {token or 'stranger'}"


@app.get("/admin/statistics", tags=["admin"])
def read_statistics(credentials: Annotated[HTTPBasicCredentials, Depends(basic_scheme)]) -> dict[str, int]:
    if not secrets.compare_digest(credentials.password, "swordfish"):
        raise HTTPException(401, "Incorrect password", headers={"WWW-Authenticate": "Basic"})
    return {"parcels": len(parcels), "depots": 2}


@app.get("/admin/report", tags=["admin"], response_class=PlainTextResponse)
def read_report(key: Annotated[str, Depends(key_query)]):
    return f"report for {key}\n"


@app.post("/admin/jobs", tags=["admin"], status_code=202)
def start_job(
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer_scheme)],
    x_request_id: Annotated[uuid.UUID, Header()],
    x_tag: Annotated[int | None, Header()] = None,
    session: Annotated[str | None, Cookie()] = None,
) -> dict[str, Any]:
    return {"job": str(x_request_id), "tag": x_tag, "session": session, "scheme": credentials.scheme}


# Parcels.


class Kind(str, enum.Enum):
    letter = "letter"
    small_packet = "small-packet"
    oversize = "oversize"


class Priority(enum.IntEnum):
    low = 1
    normal = 5
    high = 9


class Address(BaseModel):
    street: str
    city: str
    postcode: str | None = Field(default=None, pattern=r"^\d{5}$")


class ParcelBase(BaseModel):
    label: str = Field(min_length=1, max_length=40)
    kind: Kind
    priority: Priority = Priority.normal
    weight: decimal.Decimal = Field(gt=0, max_digits=8, decimal_places=3)
    note: str | None = None
    recipient: Address
    tags: list[str] = []
    deliver_on: datetime.date | None = None


class ParcelIn(ParcelBase):
    model_config = ConfigDict(extra="forbid")


class ParcelUpdate(BaseModel):
    label: str | None = Field(default=None, min_length=1)
    note: str | None = None
    kind: Kind | None = None
    deliver_on: datetime.date | None = None
    tags: list[str] | None = None


class Parcel(ParcelBase):
    id: uuid.UUID
    created_at: datetime.datetime
    pickup_time: datetime.time | None = None
    position: tuple[float, float] | None = None


T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int
    limit: int
    offset: int


class Message(BaseModel):
    message: str


class Conflict(BaseModel):
    code: Literal["held", "delivered"]
    message: str
    holder: str | None = None


parcels: dict[uuid.UUID, Parcel] = {}
router = APIRouter(prefix="/parcels", tags=["parcels"])


def find_parcel(parcel_id: uuid.UUID) -> Parcel:
    if parcel_id not in parcels:
        raise HTTPException(404, f"Parcel {parcel_id} not found")
    return parcels[parcel_id]


@router.post("/", status_code=201)
def create_parcel(parcel: ParcelIn, response: Response, user: CurrentUser) -> Parcel:
    if parcel.label == "fragile":
        raise HTTPException(400, {"code": "label_reserved", "message": "The label 'fragile' is reserved"})
    made = Parcel(
        id=uuid.uuid4(),
        created_at=datetime.datetime(2024, 2, 29, 12, 30, 0, 250000, tzinfo=datetime.timezone.utc),
        pickup_time=datetime.time(8, 15),
        position=(52.5, 13.25),
        **parcel.model_dump(),
    )
    parcels[made.id] = made
    response.headers["Location"] = f"/parcels/{made.id}"
    return made


class ParcelFilter(BaseModel):
    limit: int = Field(20, gt=0, le=100)
    offset: int = Field(0, ge=0)
    label: str | None = None
    kind: list[Kind] = []
    since: datetime.datetime | None = None
    heavier_than: decimal.Decimal | None = None
    order: Literal["label", "-label"] = "label"


@router.get("/")
def list_parcels(wanted: Annotated[ParcelFilter, Query()]) -> Page[Parcel]:
    found = [
        parcel
        for parcel in parcels.values()
        if (not wanted.kind or parcel.kind in wanted.kind)
        and (wanted.label is None or parcel.label.startswith(wanted.label))
        and (wanted.heavier_than is None or parcel.weight > wanted.heavier_than)
        and (wanted.since is None or parcel.created_at >= wanted.since)
    ]
    found.sort(key=lambda parcel: parcel.label, reverse=wanted.order == "-label")
    items = found[wanted.offset : wanted.offset + wanted.limit]
    return Page(items=items, total=len(found), limit=wanted.limit, offset=wanted.offset)


@router.get("/{parcel_id}")
def read_parcel(parcel_id: uuid.UUID) -> Parcel:
    return find_parcel(parcel_id)


@router.patch("/{parcel_id}")
def update_parcel(parcel_id: uuid.UUID, changes: ParcelUpdate) -> Parcel:
    changed = find_parcel(parcel_id).model_copy(update=changes.model_dump(exclude_unset=True))
    parcels[parcel_id] = changed
    return changed


@router.delete("/{parcel_id}", status_code=204, responses={404: {"model": Message}})
def delete_parcel(parcel_id: uuid.UUID, key: Annotated[str, Depends(key_header)]):
    if key != "k3y":
        raise HTTPException(403, "This key may not delete parcels")
    if parcels.pop(parcel_id, None) is None:
        return JSONResponse({"message": f"no parcel {parcel_id}"}, 404)


@router.post("/{parcel_id}/hold", responses={409: {"model": Conflict, "description": "Somebody else holds it"}})
def hold_parcel(parcel_id: uuid.UUID, holder: Annotated[str | None, Query(max_length=20)] = None) -> Parcel:
    if holder == "bob":
        held = Conflict(code="held", message="The parcel is held by carol", holder="carol")
        return JSONResponse(held.model_dump(), 409)
    return find_parcel(parcel_id)


class Photo(BaseModel):
    filename: str | None
    content_type: str | None
    size: int
    caption: str | None


@router.post("/{parcel_id}/photo")
def upload_photo(
    parcel_id: uuid.UUID,
    photo: UploadFile,
    taken_on: Annotated[datetime.date, Form()],
    caption: Annotated[str | None, Form()] = None,
) -> Photo:
    find_parcel(parcel_id)
    return Photo(filename=photo.filename, content_type=photo.content_type, size=len(photo.file.read()), caption=caption)


@router.get("/{parcel_id}/label", response_class=FileResponse)
def download_label(parcel_id: uuid.UUID):
    find_parcel(parcel_id)
    return FileResponse(__file__, media_type="application/octet-stream", filename="label.bin")


app.include_router(router)


@app.post("/manifests", tags=["manifests"])
def upload_manifests(files: Annotated[list[UploadFile], File(description="One file for each truck")]) -> list[str]:
    return [f"{file.filename}: {file.file.read().decode()}" for file in files]


# Unions: told apart by a discriminator, and not.


class ScanEvent(BaseModel):
    type: Literal["scan"] = "scan"
    depot: str


class MoveEvent(BaseModel):
    type: Literal["move"]
    origin: str
    destination: str
    distance_km: float | None = None


class DelayEvent(BaseModel):
    type: Literal["delay"]
    minutes: int = Field(ge=1)


Event = Annotated[ScanEvent | MoveEvent | DelayEvent, Field(discriminator="type")]


class EventLog(RootModel[list[Event]]):
    pass


@app.post("/events", tags=["events"])
def record_event(event: Event) -> Event:
    return event


@app.post("/events/batch", tags=["events"])
def record_events(events: list[Event], dry_run: bool = False) -> EventLog:
    return EventLog([] if dry_run else events)


# Streams of JSON Lines and of server-sent events.

journal = [ScanEvent(depot="Bath"), MoveEvent(type="move", origin="Bath", destination="York"), DelayEvent(type="delay", minutes=5)]


@app.get("/journal", tags=["journal"])
def read_journal(times: Annotated[int, Query(ge=1)] = 1) -> Iterable[Event]:
    for _ in range(times):
        yield from journal


@app.get("/journal/live", tags=["journal"], response_class=EventSourceResponse)
async def follow_journal() -> AsyncIterable[Event]:
    for event in journal:
        yield event


class Progress(BaseModel):
    done: int
    total: int
    at: datetime.datetime | None = None


@app.post("/journal/check", tags=["journal"], response_class=EventSourceResponse)
async def check_journal(wanted: ScanEvent, last_event_id: Annotated[int, Header()] = 0) -> AsyncIterable[Progress]:
    yield ServerSentEvent(comment=f"from {wanted.depot}")
    # Each connection ends after two events.
    for done in range(last_event_id, min(last_event_id + 2, 3)):
        progress = Progress(done=done + 1, total=3)
        yield ServerSentEvent(data=progress, event="progress", id=str(done + 1), retry=10)


@app.get("/journal/notes", tags=["journal"])
async def read_notes():
    yield {"note": "first"}
    yield "second"


class Shelf(BaseModel):
    id: int | str
    capacity: int | None
    owner: User | Message | None = None


@app.get("/shelves/{shelf_id}", tags=["shelves"])
def read_shelf(shelf_id: Annotated[int | str, Path()]) -> Shelf:
    # pydantic leaves a number in a path a string.
    shelf_id = int(shelf_id) if str(shelf_id).isdigit() else shelf_id
    return Shelf(id=shelf_id, capacity=None, owner=Message(message="nobody") if shelf_id == 7 else None)


@app.put("/shelves/{shelf_id}/owner", tags=["shelves"])
def set_owner(shelf_id: int, owner: User, message: Message, until: datetime.date | None = None) -> Shelf:
    return Shelf(id=shelf_id, capacity=3, owner=owner)


def main():
    if sys.argv[1:] == ["describe"]:
        json.dump(app.openapi(), sys.stdout)
        return
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


main()
