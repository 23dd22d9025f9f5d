//! The whole gazetteer loads; what contradicts it is refused, with a message
//! that says where and what to do.

use std::fs;
use std::path::PathBuf;

use silkgraph::data::Data;
use silkgraph::gazetteer::Gazetteer;

fn data() -> Data {
    Data::from_dir(env!("CARGO_MANIFEST_DIR"))
}

/// The message with which the gazetteer refuses one more file.
fn refusal(name: &str, text: &str) -> String {
    let dir =
        std::env::temp_dir().join(format!("silkgraph-gazetteer-{}-{name}", std::process::id()));
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("own.toml"), text).unwrap();
    let loaded = Gazetteer::load(&data().with_gazetteer(PathBuf::from(&dir)));
    fs::remove_dir_all(&dir).unwrap();
    loaded.err().unwrap_or_else(|| panic!("{name} was not refused")).to_string()
}

fn person(held: &str) -> String {
    format!("[[person]]\nid = \"a-b\"\nname = \"Aaa Bbbson\"\nheld = [{held}]\n")
}

#[test]
fn the_whole_folder_loads() {
    let gazetteer = Gazetteer::load(&data()).unwrap();
    for id in [
        "kazakhstan",
        "kyrgyzstan",
        "tajikistan",
        "turkmenistan",
        "uzbekistan",
        "china",
        "russia",
        "sco",
    ] {
        assert!(gazetteer.by_id(id).is_some(), "{id}");
    }
}

#[test]
fn the_embedded_copy_is_the_folder() {
    let (embedded, folder) =
        (Gazetteer::load(&Data::embedded()).unwrap(), Gazetteer::load(&data()).unwrap());
    assert_eq!(format!("{:?}", embedded.things), format!("{:?}", folder.things));
}

#[test]
fn an_office_of_one_holder_has_one_holder() {
    let held = "{ office = \"president-of-kazakhstan\", from = 2021-01-01, to = 2021-02-01 }";
    let message = refusal("overlap", &person(held));
    assert!(message.contains("president-of-kazakhstan"), "{message}");
    assert!(message.contains("to ="), "it says what to add: {message}");
}

#[test]
fn an_identifier_stands_once() {
    let message = refusal("twice", "[[person]]\nid = \"xi-jinping\"\nname = \"Another Xi\"\n");
    assert!(message.contains("own.toml") && message.contains("xi-jinping"), "{message}");
}

#[test]
fn an_office_must_be_known() {
    let message =
        refusal("office", &person("{ office = \"presidnet-of-kazakhstan\", from = 2021-01-01 }"));
    assert!(
        message.contains("own.toml") && message.contains("presidnet-of-kazakhstan"),
        "{message}"
    );
}

#[test]
fn years_have_four_digits() {
    let held = "{ office = \"president-of-kazakhstan\", from = 19 }";
    let message = refusal("year", &person(held));
    assert!(message.contains("own.toml") && message.contains("four digits"), "{message}");
}

#[test]
fn a_misspelt_key_is_shown() {
    let message =
        refusal("key", "[[person]]\nid = \"a-b\"\nname = \"Aaa Bbbson\"\nwikidat = \"Q1\"\n");
    assert!(message.contains("own.toml") && message.contains("wikidat"), "{message}");
}
