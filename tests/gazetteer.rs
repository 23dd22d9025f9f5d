//! The whole gazetteer loads; what contradicts it is refused, with a message
//! that says where and what to do.

use std::fs;

use chrono::{Days, NaiveDate};
use silkgraph::data::Data;
use silkgraph::gazetteer::{Detail, Gazetteer, Sense};

fn data() -> Data {
    Data::from_dir(env!("CARGO_MANIFEST_DIR"))
}

/// The whole gazetteer with files of one's own.
fn load_with(files: &[(&str, &str)]) -> silkgraph::Result<Gazetteer> {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(dir.path().join(name), text).unwrap();
    }
    Gazetteer::load(&data().with_gazetteer(dir.path()))
}

/// The message with which the gazetteer refuses one more file.
fn refusal(text: &str) -> String {
    refusal_of(&[("own.toml", text)])
}

fn refusal_of(files: &[(&str, &str)]) -> String {
    load_with(files).err().unwrap_or_else(|| panic!("not refused: {files:?}")).to_string()
}

/// Whether a message has all the words.
fn tells(message: &str, words: &[&str]) {
    for word in words {
        assert!(message.contains(word), "\"{word}\" is missing in: {message}");
    }
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

/// Days on which a post did not exist, nobody held it, or no source tells who did.
const VACANT: &[(&str, &str, &str)] = &[
    // A triumvirate of council and party between two presidents.
    ("president-of-tajikistan", "1992-12-01", "1994-11-01"),
    // The interim government; its head was no president before the referendum.
    ("president-of-kyrgyzstan", "2010-04-15", "2010-07-03"),
    ("prime-minister-of-kyrgyzstan", "2010-04-07", "2010-12-17"),
    // The president is his own head of government.
    ("prime-minister-of-turkmenistan", "1992-06-01", "2100-01-01"),
    // The General Staff answered to the president.
    ("defence-minister-of-kyrgyzstan", "2015-01-01", "2020-10-01"),
    // The head became a minister in November 2012; the next is known to lead it since June 2013.
    ("security-chief-of-kyrgyzstan", "2012-11-01", "2013-06-01"),
];

#[test]
fn the_five_states_have_their_ministers_without_gaps() {
    let gazetteer = Gazetteer::load(&data()).unwrap();
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let first_days = |since: i32| {
        let month =
            move |n: i32| NaiveDate::from_ymd_opt(since + n / 12, n as u32 % 12 + 1, 1).unwrap();
        (0..(2026 - since) * 12).map(month)
    };
    for state in ["kazakhstan", "kyrgyzstan", "tajikistan", "turkmenistan", "uzbekistan"] {
        for (part, since) in [
            ("president", 1992),
            ("prime-minister", 1992),
            ("foreign-minister", 2005),
            ("defence-minister", 2005),
            ("interior-minister", 2006),
            ("security-chief", 2008),
        ] {
            let id = format!("{part}-of-{state}");
            let office = gazetteer.by_id(&id).unwrap();
            let vacant = |d: NaiveDate| {
                VACANT.iter().any(|(o, from, to)| *o == id && day(from) <= d && d < day(to))
            };
            let nobody = |d: NaiveDate| gazetteer.holders(office, d).is_empty();
            // A change of ministers may take some weeks.
            let empty: Vec<_> = first_days(since)
                .filter(|d| !vacant(*d) && nobody(*d) && nobody(*d + Days::new(27)))
                .collect();
            assert!(empty.is_empty(), "{id} is held by nobody on {empty:?}");
        }
    }
}

#[test]
fn organisations_have_members_with_dates() {
    let gazetteer = Gazetteer::load(&data()).unwrap();
    let dated = gazetteer.things.iter().filter(|t| match &t.detail {
        Detail::Organisation { members, .. } => members.iter().any(|m| m.from.is_some()),
        _ => false,
    });
    let dated = dated.count();
    assert!(dated >= 80, "only {dated} organisations have members with a date");
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
    let message = refusal(&person(held));
    tells(&message, &["kazakhstan.toml:", "president-of-kazakhstan", "write to = 2021-01-01"]);
    // A country file need not repeat that the office has one holder.
    let office = "[[office]]\nid = \"emperor-of-peru\"\ncountry = \"peru\"\nname = \"Emperor\"\n";
    let second = "[[person]]\nid = \"c-d\"\nname = \"Ccc Dddson\"\nheld = [{ office = \"emperor-of-peru\", from = 2002 }]\n";
    let text =
        office.to_owned() + &person("{ office = \"emperor-of-peru\", from = 2001 }") + second;
    tells(&refusal(&text), &["own.toml:", "emperor-of-peru", "write to = 2002-01-01 for a-b"]);
}

#[test]
fn an_identifier_stands_once() {
    let message = refusal("[[person]]\nid = \"xi-jinping\"\nname = \"Another Xi\"\n");
    tells(&message, &["own.toml:2", "xi-jinping", "china.toml:", "another id"]);
}

#[test]
fn a_person_has_one_identifier() {
    for name in ["Kassym-Jomart Tokayev", "Tokaev Qasym-Jomart", "Kasym-Žomart Tokaïev"] {
        let text = format!("\n[[person]]\nid = \"kasym\"\nname = \"{name}\"\n");
        let message = refusal(&text);
        tells(&message, &["own.toml:3", "kasym", "kassym-jomart-tokayev", "kazakhstan.toml:"]);
        tells(&message, &["ambiguous.toml", "means = [\"kassym-jomart-tokayev\", \"kasym\"]"]);
    }
    let item = "[[person]]\nid = \"kasym\"\nname = \"Kasym Another\"\nwikidata = \"Q200881\"\n";
    tells(&refusal(item), &["own.toml:2", "Q200881", "kassym-jomart-tokayev", "keep one"]);
}

#[test]
fn a_name_for_two_things_needs_a_reason() {
    let bakery = "[[organisation]]\nid = \"samarkand-bakery\"\nname = \"Samarkand\"\n";
    let message = refusal(bakery);
    tells(&message, &["own.toml:2", "\"Samarkand\"", "uzbekistan.toml:", "ambiguous.toml"]);
    tells(&message, &["name = \"Samarkand\"", "means = [", "reason ="]);
    let entry = |means: &str, reason: &str| {
        format!("[[name]]\nname = \"Samarkand\"\nmeans = [{means}]\nreason = \"{reason}\"\n")
    };
    let both = "\"samarkand\", \"samarkand-bakery\"";
    let with = |reason: String| load_with(&[("own.toml", bakery), ("ambiguous.toml", &reason)]);
    let gazetteer = with(entry(both, "The bakery bears the city's name.")).unwrap();
    let meant = gazetteer.names.get("Samarkand").first().map(|(sense, _)| *sense);
    let city = gazetteer.by_id("samarkand").map(Sense::Name);
    assert_eq!(meant, city, "the first of means comes first");
    let fault = with(entry(both, "")).unwrap_err().to_string();
    tells(&fault, &["ambiguous.toml:", "reason"]);
    let fault = with(entry("\"samarkand\", \"bukhara\"", "Both are old.")).unwrap_err().to_string();
    tells(&fault, &["ambiguous.toml:2", "\"bukhara\" is not called \"Samarkand\""]);
}

#[test]
fn what_is_referred_to_must_be_known() {
    let office = person("{ office = \"presidnet-of-kazakhstan\", from = 2021-01-01 }");
    let message = refusal(&office);
    tells(
        &message,
        &["own.toml:4", "presidnet-of-kazakhstan", "is \"president-of-kazakhstan\" meant"],
    );
    let place = "[[place]]\nid = \"a-town\"\nname = \"Atownname\"\nkind = \"city\"\ncountry = \"kazakstan\"\n";
    tells(&refusal(place), &["own.toml:5", "kazakstan", "is \"kazakhstan\" meant"]);
    let member = "[[organisation]]\nid = \"an-org\"\nname = \"Anorgname\"\nmembers = [{ country = \"uzbekstan\" }]\n";
    tells(&refusal(member), &["own.toml:4", "uzbekstan", "is \"uzbekistan\" meant"]);
}

#[test]
fn dates_are_days_of_the_calendar_in_order() {
    let year = |date: &str| {
        refusal(&person(&format!("{{ office = \"president-of-kazakhstan\", from = {date} }}")))
    };
    tells(&year("19"), &["own.toml", "line 4", "four digits"]);
    tells(&year("\"19-03-20\""), &["own.toml", "line 4", "2019-03-20"]);
    tells(&year("\"2019-13\""), &["own.toml", "line 4", "2019-03"]);
    let swapped = person("{ office = \"minister-without-portfolio\", from = 2022, to = 2021 }")
        + "[[office]]\nid = \"minister-without-portfolio\"\nname = \"Minister\"\n";
    tells(&refusal(&swapped), &["own.toml:2", "2022-01-01", "swap"]);
    let former = "[[place]]\nid = \"a-town\"\nname = \"Atownname\"\nkind = \"city\"\nformer = [{ name = \"Oldtownname\", from = 1999, to = 1990 }]\n";
    tells(&refusal(former), &["own.toml:2", "1999-01-01", "swap"]);
}

#[test]
fn a_misspelt_key_or_kind_is_shown() {
    let message = refusal("[[person]]\nid = \"a-b\"\nname = \"Aaa Bbbson\"\nwikidat = \"Q1\"\n");
    tells(&message, &["own.toml", "wikidat", "wikidata", "line 4"]);
    let message = refusal("[[place]]\nid = \"a-b\"\nname = \"Aaabbb\"\nkind = \"town\"\n");
    tells(&message, &["own.toml", "town", "city", "line 4"]);
}

#[test]
fn a_misspelt_key_is_told_by_its_name_in_one_table_and_in_a_list() {
    for header in ["[organisation]", "[[organisation]]"] {
        let message = refusal(&format!("{header}\nid = \"a\"\nnam = \"Aaa\"\n"));
        assert!(message.contains("unknown field `nam`"), "{message}");
    }
}
