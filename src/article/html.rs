//! A page of HTML: its main text, and what its head says of it.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use serde_json::Value;

use super::furniture::{Kind, judge};
use super::{Metadata, normal, published, shallow};

/// Beyond this many elements a page is taken as it is: the search for the
/// main text is not linear in the number of elements.
const MOST_ELEMENTS: usize = 60_000;

/// Reads a page: its metadata, and the lines of its main text.
pub fn read(html: &str) -> (Metadata, Vec<String>) {
    let html = shallow::limit(html);
    let document = Document::from(html.as_ref());
    if is_deep(&document) {
        return (Metadata::default(), lines_of(&without_tags(&html)));
    }
    let (mut metadata, body) = head(&document);
    remove_machinery(&document);
    let page = from_title(lines_of(&document.select("body").formatted_text()), &metadata);
    if metadata.published.is_none() {
        metadata.published = date_of(&page, &metadata);
    }
    let captions = captions(&document);
    let main = main_text(document).map(|text| lines_of(&text));
    let text = [main, body.map(|body| lines_of(&body))].into_iter().flatten();
    // A page of a few lines has no main text that can be told apart.
    let enough = |text: &Vec<String>| length(text) >= 200 || length(text) * 2 > length(&page);
    let Some(text) = text.max_by_key(|text| length(text)).filter(enough) else {
        return (metadata, page);
    };
    let missing = captions.into_iter().filter(|caption| !text.contains(caption));
    let lines = missing.chain(text.iter().cloned()).collect();
    (metadata, without_sections(lines, &page))
}

/// Takes off what stands under "Comments" or "See also" on the page: the main
/// text may hold it without the heading.
fn without_sections(lines: Vec<String>, page: &[String]) -> Vec<String> {
    let kinds = judge(page);
    let in_section = |section: bool| -> HashSet<&str> {
        let lines = page.iter().zip(&kinds);
        lines.filter(|(_, k)| (**k == Kind::Section) == section).map(|(l, _)| l.as_str()).collect()
    };
    let (sections, others) = (in_section(true), in_section(false));
    let foreign = |line: &str| sections.contains(line) && !others.contains(line);
    let kept: Vec<String> = lines.iter().filter(|line| !foreign(line)).cloned().collect();
    if length(&kept) * 3 > length(&lines) { kept } else { lines }
}

/// Captions of the article's pictures, which the search for the main text
/// loses where pictures stand beside the paragraphs and not among them.
fn captions(document: &Document) -> Vec<String> {
    let captions = document.select("article figcaption, main figcaption");
    let own = captions.nodes().iter().filter(|node| !node.ancestors_it(None).any(|n| is_aside(&n)));
    own.map(|node| normal::single_spaced(&normal::characters(&node.text()))).collect()
}

/// Elements nested deeper than this are too deep for code that recurses; what
/// [`shallow::limit`] leaves is a fifth of it, on pages that do not cheat.
const TOO_DEEP: usize = 1000;

fn is_deep(document: &Document) -> bool {
    let (mut node, mut depth) = (document.root(), 0);
    loop {
        if let Some(child) = node.first_child() {
            (node, depth) = (child, depth + 1);
        } else {
            while node.next_sibling().is_none() {
                let Some(parent) = node.parent() else { return false };
                (node, depth) = (parent, depth - 1);
            }
            let Some(sibling) = node.next_sibling() else { return false };
            node = sibling;
        }
        if depth > TOO_DEEP {
            return true;
        }
    }
}

/// What stands between the tags, each on its line.
fn without_tags(html: &str) -> String {
    let texts = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    texts.collect::<Vec<_>>().join("\n")
}

fn lines_of(text: &str) -> Vec<String> {
    normal::characters(text).split('\n').map(|line| line.trim().to_owned()).collect()
}

fn length(lines: &[String]) -> usize {
    lines.iter().map(String::len).sum()
}

/// The page from its title on: what stands above is menus and the page's own
/// date, today's in most.
fn from_title(mut page: Vec<String>, metadata: &Metadata) -> Vec<String> {
    let title = metadata.title.as_deref().unwrap_or_default();
    // The `<title>` may have the name of the site before or after it.
    let is_title = |line: &String| {
        title == line || (line.len() >= 15 && (title.starts_with(line) || title.ends_with(line)))
    };
    let from = page.iter().position(is_title).unwrap_or(0);
    page.split_off(from)
}

/// The date line of the whole page: the main text may come without it.
fn date_of(page: &[String], metadata: &Metadata) -> Option<NaiveDate> {
    let partial = metadata.url.as_deref().and_then(super::year_and_month);
    published::read(page, &judge(page), partial).date
}

/// What is never text: scripts, forms, menus, frames, hidden parts.
fn remove_machinery(document: &Document) {
    let machinery = "script, style, noscript, template, svg, form, nav, iframe, button, select, \
                     dialog, [hidden], [aria-hidden=\"true\"], [role=\"navigation\"]";
    document.select(machinery).remove();
}

fn main_text(document: Document) -> Option<String> {
    if document.select("*").length() > MOST_ELEMENTS {
        return None;
    }
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let mut reader = Readability::with_document(document, None, Some(config)).ok()?;
    reader.parse().ok().map(|article| article.text_content.to_string())
}

/// Metadata from `<meta>`, JSON-LD, `<time>` and `<title>`, in this order, and
/// the article's body where JSON-LD gives it.
fn head(document: &Document) -> (Metadata, Option<String>) {
    let meta = meta_values(document);
    let (linked, body) = json_ld(document);
    let named = |names: &[&str]| names.iter().find_map(|name| meta.get(*name).cloned());
    let mut stated = Metadata {
        title: named(&["og:title", "twitter:title", "dc.title"]),
        source: named(&["og:site_name", "dc.publisher", "publisher", "application-name"]),
        url: named(&["og:url"]).or_else(|| attribute(document, "link[rel=\"canonical\"]", "href")),
        ..Metadata::default()
    };
    if let Some(date) = named(&DATE_NAMES) {
        stated.set_published(&date);
    }
    if let Some(language) = attribute(document, "html", "lang").or_else(|| named(&["og:locale"])) {
        stated.set_language(&language);
    }
    let mut metadata = stated.or(linked).or(shown(document));
    // Some pages give what a reader does not see in the wrong form and what
    // he sees in the right one: only the last word on the date is a warning.
    if metadata.published.is_some() {
        metadata.warnings.clear();
    }
    metadata.title = metadata.title.map(|title| without_site(&title, metadata.source.as_deref()));
    (metadata, body)
}

/// Names under which pages give the date of publication, the surest first.
const DATE_NAMES: [&str; 16] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dc.date.created",
    "dcterms.created",
    "citation_publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "publish-date",
    "pubdate",
    "date",
];

fn meta_values(document: &Document) -> HashMap<String, String> {
    let mut values = HashMap::new();
    for node in document.select("meta[content]").nodes() {
        let name = ["property", "name", "itemprop"].into_iter().find_map(|key| node.attr(key));
        let (Some(name), Some(content)) = (name, node.attr("content")) else { continue };
        let content = content.trim();
        if !content.is_empty() {
            values.entry(name.to_ascii_lowercase()).or_insert_with(|| content.to_owned());
        }
    }
    values
}

fn attribute(document: &Document, selector: &str, name: &str) -> Option<String> {
    let value = document.select(selector).nodes().first()?.attr(name)?.trim().to_owned();
    (!value.is_empty()).then_some(value)
}

/// What a reader sees: the first heading, the `<title>`, the time of the page.
fn shown(document: &Document) -> Metadata {
    let text = |selector| {
        let node = document.select(selector).nodes().first()?.text();
        Some(normal::single_spaced(&normal::characters(&node))).filter(|text| !text.is_empty())
    };
    let mut metadata =
        Metadata { title: text("h1").or_else(|| text("title")), ..Metadata::default() };
    if let Some(time) = time_of_page(document) {
        metadata.set_published(&time);
    }
    metadata
}

/// The first `<time datetime>` that is not part of a menu, a box beside the
/// text, a list of links or a comment. One marked as the time of publication
/// goes first.
fn time_of_page(document: &Document) -> Option<String> {
    let marked = document.select("[itemprop=\"datePublished\"], time[pubdate]");
    let times = document.select("time[datetime]");
    let own = |node: &&dom_query::NodeRef| !node.ancestors_it(None).any(|n| is_aside(&n));
    let node = marked.nodes().iter().chain(times.nodes()).find(own)?;
    let value = ["datetime", "content"].into_iter().find_map(|key| node.attr(key));
    Some(value.unwrap_or_else(|| node.text()).trim().to_owned())
}

fn is_aside(node: &dom_query::NodeRef) -> bool {
    const ELEMENTS: [&str; 5] = ["aside", "nav", "footer", "li", "a"];
    const NAMES: [&str; 6] = ["related", "comment", "sidebar", "popular", "recommend", "teaser"];
    let element = node.node_name().is_some_and(|name| ELEMENTS.contains(&&*name));
    let names = [node.attr("class"), node.attr("id")];
    element
        || names
            .iter()
            .flatten()
            .any(|name| NAMES.iter().any(|n| name.to_ascii_lowercase().contains(n)))
}

/// "Headline | Valley Wire" without the name of the site.
fn without_site(title: &str, site: Option<&str>) -> String {
    let title = normal::single_spaced(title);
    for mark in [" | ", " - ", " – ", " — ", " :: ", " » "] {
        if let Some((headline, last)) = title.rsplit_once(mark)
            && site.is_some_and(|site| site.eq_ignore_ascii_case(last.trim()))
        {
            return headline.trim().to_owned();
        }
    }
    title
}

/// The article in the JSON-LD of a page, alone, in a list or in a `@graph`.
fn json_ld(document: &Document) -> (Metadata, Option<String>) {
    for script in document.select("script[type=\"application/ld+json\"]").nodes() {
        let text = script.text();
        let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->");
        // Line breaks inside strings are the commonest fault of such scripts.
        let text = text.replace(['\n', '\r', '\t'], " ");
        let Ok(value) = serde_json::from_str::<Value>(&text) else { continue };
        if let Some(article) = find_article(&value) {
            return (from_json_ld(article), string(&article["articleBody"]));
        }
    }
    (Metadata::default(), None)
}

/// Nested values end where `serde_json` ends them, at 128 levels.
fn find_article(value: &Value) -> Option<&Value> {
    match value {
        Value::Array(values) => values.iter().find_map(find_article),
        Value::Object(object) => {
            let typed = match &object.get("@type") {
                Some(Value::String(name)) => is_article(name),
                Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is_article),
                _ => false,
            };
            let nested = || ["@graph", "mainEntity"].iter().find_map(|key| object.get(*key));
            if typed { Some(value) } else { nested().and_then(find_article) }
        }
        _ => None,
    }
}

fn is_article(name: &str) -> bool {
    name.ends_with("Article") || name == "BlogPosting" || name == "Report"
}

fn from_json_ld(article: &Value) -> Metadata {
    let publisher = ["publisher", "sourceOrganization"].into_iter().find_map(|key| {
        let value = article[key].as_array().and_then(|all| all.first()).unwrap_or(&article[key]);
        string(&value["name"]).or_else(|| string(value))
    });
    let page = &article["mainEntityOfPage"];
    let url = [&article["url"], &page["@id"], page].into_iter().find_map(string);
    let mut metadata = Metadata {
        title: string(&article["headline"]).or_else(|| string(&article["name"])),
        source: publisher,
        url: url.filter(|url| url.starts_with("http")),
        ..Metadata::default()
    };
    if let Some(date) =
        ["datePublished", "dateCreated"].iter().find_map(|key| string(&article[*key]))
    {
        metadata.set_published(&date);
    }
    if let Some(language) = string(&article["inLanguage"]) {
        metadata.set_language(&language);
    }
    metadata
}

fn string(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "<p>The presidents of the two states met on the border on Tuesday, opened a \
        new crossing and signed a treaty on allied relations, as their offices said.</p><p>The \
        crossing had been closed for eleven years. Before that, some two thousand people used it \
        every day, most of them traders from the valley and students of the medical school.</p>\
        <p>A commission of both governments is to meet in autumn, and the foreign ministers will \
        prepare a programme of cooperation for the next two years, the treaty says.</p>";

    fn published(page: &str) -> Option<String> {
        read(page).0.published.map(|date| date.to_string())
    }

    #[test]
    fn main_text_without_menus() {
        let page = format!(
            "<html><head><title>Crossing opens | Valley Wire</title>\
             <meta property='og:site_name' content='Valley Wire'></head><body>\
             <nav><a href='/'>Home</a> <a href='/w'>World</a></nav>\
             <article><h1>Crossing opens</h1>{BODY}</article>\
             <aside>Another treaty was signed far away in another year.</aside></body></html>"
        );
        let (metadata, lines) = read(&page);
        assert_eq!(metadata.title.as_deref(), Some("Crossing opens"));
        assert_eq!(metadata.source.as_deref(), Some("Valley Wire"));
        let text = lines.join("\n");
        assert!(text.contains("closed for eleven years"), "{text}");
        assert!(!text.contains("World") && !text.contains("far away"), "{text}");
    }

    #[test]
    fn dates_of_the_head() {
        for head in [
            "<meta property='article:published_time' content='2023-03-25T10:00:00+06:00'>",
            "<meta name='DC.date.issued' content='2023-03-25'>",
            "<script type='application/ld+json'>[{\"@type\":\"WebSite\"},{\"@graph\":[{\"@type\":[\"NewsArticle\"],\n\"datePublished\":\"2023-03-25T10:00Z\"}]}]</script>",
        ] {
            let page = format!("<html><head>{head}</head><body>{BODY}</body></html>");
            assert_eq!(published(&page).as_deref(), Some("2023-03-25"), "{head}");
        }
    }

    #[test]
    fn dates_of_the_body() {
        let time = format!(
            "<body><ul><li><time datetime='2020-01-01'></time>Other</li></ul>\
             <time datetime='2023-03-25'>today</time>{BODY}</body>"
        );
        assert_eq!(published(&time).as_deref(), Some("2023-03-25"));
        let line = format!(
            "<body><p>Monday, 2 June 2025</p><h1>Crossing opens</h1><div>25.03.2023 10:05</div>{BODY}</body>"
        );
        assert_eq!(published(&line).as_deref(), Some("2023-03-25"));
        let today = format!("<body><p>Monday, 2 June 2025</p><h1>Crossing opens</h1>{BODY}</body>");
        assert_eq!(published(&today), None);
        let related =
            format!("<body>{BODY}<aside><time datetime='2020-01-01'></time></aside></body>");
        assert_eq!(published(&related), None);
    }

    #[test]
    fn captions_stay_and_comments_go() {
        let page = format!(
            "<body><main><h1>Crossing opens</h1><figure><img src='a.jpg'>\
             <figcaption>The new crossing near Osh</figcaption></figure><div>{BODY}</div></main>\
             <div>{BODY}<br><b>Comments:</b><br>Guest: another treaty was signed last year and \
             nothing came of it, they only talk all day.</div></body>"
        );
        let text = read(&page).1.join("\n");
        assert!(text.contains("The new crossing near Osh"), "{text}");
        assert!(!text.contains("Guest"), "{text}");
    }

    #[test]
    fn hostile_pages_end() {
        for (piece, times) in [
            ("<div>", 100_000),
            ("<b>", 100_000),
            ("<table><tr><td>", 100_000),
            ("<div></span>", 100_000),
            ("<p><ul><li>", 100_000),
            ("<svg><style><g>", 100_000),
            ("<!--> <i>", 100_000),
            ("<div>a, b<br></div>", 20_000),
            ("a &amp; ", 100_000),
        ] {
            let page = format!("<body>{BODY}{}deep", piece.repeat(times));
            let (_, lines) = read(&page);
            assert!(lines.join("\n").contains("eleven years"), "{piece}");
        }
    }
}
