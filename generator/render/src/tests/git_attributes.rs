//! `.gitattributes`.

use super::{assert_holds, rendered, sample};

#[test]
fn generated_code_is_folded_but_not_the_modules_of_the_user() {
    let mut api = sample::pets();
    api.package.own_modules = vec!["cache".to_owned()];
    assert_holds(
        &rendered(&api),
        ".gitattributes",
        "
* text=auto eol=lf
/api.lock.json linguist-generated
/src/** linguist-generated
/tests/documented/** linguist-generated
/src/cache.rs -linguist-generated
/src/cache/** -linguist-generated
",
    );
}
