mod sample;

use crate::fileset::FileSet;

fn rendered() -> FileSet {
    super::render(&sample::api()).unwrap()
}

#[test]
fn kinds_are_sorted() {
    assert!(super::KINDS.is_sorted_by(|a, b| a.0 < b.0));
}

#[test]
fn every_file_says_who_made_it() {
    for file in rendered().files() {
        let first = file.contents.lines().next().unwrap();
        assert!(first.contains(super::HEADER_MARK) && first.contains("Do not edit."), "{}: {first}", file.path);
    }
}

#[test]
fn twice_gives_the_same() {
    assert_eq!(rendered(), rendered());
}
