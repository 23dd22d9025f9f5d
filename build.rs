//! Writes the gazetteer as JSON for the binary to carry: people edit TOML,
//! which takes three times as long to read, and it is read at every start.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    for folder in ["ontology", "gazetteer", "extractors", "mentions", "queries"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    let to = PathBuf::from(env::var("OUT_DIR")?).join("gazetteer");
    if to.exists() {
        fs::remove_dir_all(&to)?;
    }
    fs::create_dir(&to)?;
    for entry in fs::read_dir("gazetteer")? {
        let from = entry?.path();
        if from.extension().is_some_and(|e| e == "toml") {
            let name = from.file_name().unwrap_or_default();
            fs::write(to.join(name).with_extension("json"), compact(&from)?)?;
        }
    }
    Ok(())
}

fn compact(file: &Path) -> Result<String, Box<dyn Error>> {
    let table: toml::Table = toml::from_str(&fs::read_to_string(file)?)
        .map_err(|e| format!("{}: {e}", file.display()))?;
    Ok(json(toml::Value::Table(table)).to_string())
}

fn json(value: toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(k, v)| (k, json(v))).collect(),
    }
}
