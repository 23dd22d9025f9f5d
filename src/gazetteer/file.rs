//! The shape of a gazetteer file, as TOML.

use std::marker::PhantomData;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::{self, Deserializer, IntoDeserializer, Visitor};

/// One file: a country or an organisation with its offices and people, or a
/// list of them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct File {
    pub country: OneOrMany<Country>,
    pub organisation: OneOrMany<Organisation>,
    pub place: Vec<Place>,
    pub office: Vec<Office>,
    pub person: Vec<Person>,
    pub institution: Vec<Institution>,
}

/// `[country]` or `[[country]]`.
#[derive(Debug)]
pub enum OneOrMany<T> {
    One(Box<T>),
    Many(Vec<T>),
}

/// Not derived as "untagged", which would not tell what is wrong inside.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = OneOrMany<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("one or a list")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                T::deserialize(text.into_deserializer()).map(|one| OneOrMany::One(Box::new(one)))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let one = T::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(OneOrMany::One(Box::new(one)))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(de::value::SeqAccessDeserializer::new(seq)).map(OneOrMany::Many)
            }
        }
        d.deserialize_any(Either(PhantomData))
    }
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        OneOrMany::Many(Vec::new())
    }
}

impl<T> OneOrMany<T> {
    pub fn as_slice(&self) -> &[T] {
        match self {
            OneOrMany::One(one) => std::slice::from_ref(one),
            OneOrMany::Many(many) => many,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub also: Vec<String>,
    #[serde(default)]
    pub adjective: Vec<String>,
    #[serde(default)]
    pub demonym: Vec<String>,
    pub capital: Option<Capital>,
    pub iso: Option<String>,
    pub region: Option<String>,
    pub wikidata: Option<String>,
    #[serde(default)]
    pub former: Vec<FormerName>,
}

/// The id of a place, or the place itself.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Capital {
    Id(String),
    Place {
        id: String,
        name: String,
        #[serde(default)]
        also: Vec<String>,
        wikidata: Option<String>,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormerName {
    pub name: String,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub also: Vec<String>,
    #[serde(default)]
    pub adjective: Vec<String>,
    pub kind: PlaceKind,
    pub country: Option<String>,
    #[serde(rename = "in")]
    pub within: Option<String>,
    #[serde(default)]
    pub seat: bool,
    #[serde(default)]
    pub former: Vec<FormerName>,
    pub wikidata: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaceKind {
    City,
    Region,
    Area,
    Seat,
    Site,
}

/// An office of one country or organisation, or (with `id-part`) one that
/// every country has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    pub id: Option<String>,
    #[serde(rename = "id-part")]
    pub id_part: Option<String>,
    pub name: String,
    pub title: Option<String>,
    #[serde(default)]
    pub also: Vec<String>,
    #[serde(default)]
    pub single: bool,
    pub organisation: Option<String>,
    pub country: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub also: Vec<String>,
    pub surname: Option<String>,
    pub gender: Option<Gender>,
    pub wikidata: Option<String>,
    pub country: Option<String>,
    #[serde(default)]
    pub held: Vec<Held>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Gender {
    #[serde(rename = "m")]
    Male,
    #[serde(rename = "f")]
    Female,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    pub office: String,
    pub from: Option<Date>,
    pub to: Option<Date>,
    #[serde(default)]
    pub acting: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub also: Vec<String>,
    pub kind: Option<String>,
    pub seat: Option<String>,
    pub country: Option<String>,
    pub wikidata: Option<String>,
    #[serde(default)]
    pub adjective: Vec<String>,
    #[serde(default)]
    pub former: Vec<FormerName>,
    #[serde(default)]
    pub members: Vec<Member>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub country: String,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

/// An institution of one country, or (with `id-part`) one that every country has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Institution {
    pub id: Option<String>,
    #[serde(rename = "id-part")]
    pub id_part: Option<String>,
    pub name: String,
    /// Whether it also stands in other states than its own, as embassies and troops do.
    #[serde(default)]
    pub abroad: bool,
    /// The `id-part` of the office that heads it.
    pub head: Option<String>,
    #[serde(default)]
    pub title: OneOrMany<String>,
    #[serde(default)]
    pub also: Vec<String>,
    pub country: Option<String>,
    pub organisation: Option<String>,
    pub wikidata: Option<String>,
}

/// A day, a month ("2005-03") or a year (2005): its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub NaiveDate);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct DateVisitor;
        impl<'de> Visitor<'de> for DateVisitor {
            type Value = Date;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a date (2019-03-20), a month (\"2019-03\") or a year (2019)")
            }

            fn visit_i64<E: de::Error>(self, year: i64) -> Result<Date, E> {
                let date = i32::try_from(year).ok().filter(|y| (1000..=9999).contains(y));
                date.and_then(|y| NaiveDate::from_ymd_opt(y, 1, 1))
                    .map(Date)
                    .ok_or_else(|| E::custom(format!("{year} is no year of four digits")))
            }

            fn visit_u64<E: de::Error>(self, year: u64) -> Result<Date, E> {
                self.visit_i64(i64::try_from(year).unwrap_or(i64::MAX))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Date, E> {
                parse_date(text).ok_or_else(|| {
                    E::custom(format!("\"{text}\" is no date; write 2019-03-20 or \"2019-03\""))
                })
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Date, A::Error> {
                let date =
                    toml::value::Datetime::deserialize(de::value::MapAccessDeserializer::new(map))?;
                parse_date(&date.to_string())
                    .ok_or_else(|| de::Error::custom(format!("{date} is no day of the calendar")))
            }
        }
        d.deserialize_any(DateVisitor)
    }
}

fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let year = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
    let month = parts.next().map_or(Some(1), |m| m.parse().ok())?;
    let day = parts.next().map_or(Some(1), |d| d.parse().ok())?;
    if parts.next().is_some() {
        return None;
    }
    NaiveDate::from_ymd_opt(year, month, day).map(Date)
}
