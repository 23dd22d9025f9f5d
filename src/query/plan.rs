//! How our store evaluates a query.

use std::fmt::Write as _;

use oxigraph::sparql::{BoundPreparedSparqlQuery, QueryResults};
use serde::Deserialize;

use crate::error::{Error, Result};

/// A step, as Oxigraph explains it.
#[derive(Deserialize)]
struct Step {
    name: String,
    #[serde(rename = "number of results")]
    results: u64,
    #[serde(rename = "duration in seconds", default)]
    seconds: f64,
    children: Vec<Step>,
}

#[derive(Deserialize)]
struct Explanation {
    plan: Step,
}

/// Runs the query and tells its steps, one a line: what each gave, in how many
/// seconds with all that is under it, and what it is.
pub(super) fn of(query: BoundPreparedSparqlQuery<'_>) -> Result<String> {
    let failed = |e: &dyn std::fmt::Display| Error::Query(e.to_string());
    let (results, explanation) = query.compute_statistics().explain();
    // The steps are counted as they run.
    match results.map_err(|e| failed(&e))? {
        QueryResults::Solutions(rows) => {
            for row in rows {
                row.map_err(|e| failed(&e))?;
            }
        }
        QueryResults::Graph(triples) => {
            for triple in triples {
                triple.map_err(|e| failed(&e))?;
            }
        }
        QueryResults::Boolean(_) => {}
    }
    let mut json = Vec::new();
    explanation.write_in_json(&mut json).map_err(|e| failed(&e))?;
    let explanation: Explanation = serde_json::from_slice(&json).map_err(|e| failed(&e))?;
    let mut text = format!("{:>9} {:>9}  step\n", "results", "seconds");
    write(&explanation.plan, 0, &mut text);
    Ok(text)
}

fn write(step: &Step, depth: usize, text: &mut String) {
    let indent = depth * 2;
    // Writing to a string cannot fail.
    let _ =
        writeln!(text, "{:>9} {:>9.4}  {:indent$}{}", step.results, step.seconds, "", step.name);
    for child in &step.children {
        write(child, depth + 1, text);
    }
}
