//! Whole-road tests; the measurements that choices rest on are binaries beside this file.
