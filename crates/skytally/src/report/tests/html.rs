//! The page: well-formed, escaped, self-contained.

use super::super::fixture;
use super::written;
use crate::cli::Format;

/// Elements without an end.
const VOID: [&str; 5] = ["meta", "br", "input", "rect", "path"];

/// Goes through the page's tags and gives them; every one that is opened must be closed in its turn.
fn tags(page: &str) -> Vec<String> {
    let mut open: Vec<String> = Vec::new();
    let mut all = Vec::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>").unwrap();
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let end = end_of_tag(rest);
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        assert!(!name.is_empty(), "a bare < before {:?}", &rest[..rest.len().min(60)]);
        if tag.starts_with('/') {
            assert_eq!(open.pop().as_deref(), Some(name.as_str()), "at {:?}", &rest[..rest.len().min(60)]);
            continue;
        }
        all.push(tag.to_owned());
        if matches!(name.as_str(), "style" | "script") {
            rest = &rest[rest.find(&format!("</{name}>")).unwrap() + name.len() + 3..];
        } else if !VOID.contains(&name.as_str()) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "not closed: {open:?}");
    all
}

/// Where a tag ends, past what stands between quotes.
fn end_of_tag(text: &str) -> usize {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return at,
            _ => {}
        }
    }
    panic!("a tag does not end: {:?}", &text[..text.len().min(60)]);
}

#[test]
fn the_page_is_well_formed() {
    let page = written(&fixture::full(), Format::Html);
    let tags = tags(&page);
    assert_eq!(tags.iter().filter(|tag| tag.starts_with("script")).count(), 1, "only the page's own script");
    assert_eq!(tags.iter().filter(|tag| *tag == "h1").count(), 1);
    let headers = tags.iter().filter(|tag| tag.starts_with("th ")).count();
    assert_eq!(tags.iter().filter(|tag| tag.starts_with("th ") && tag.contains("scope=")).count(), headers);
    for empty in [fixture::empty(Vec::new()), fixture::empty(vec![fixture::account(fixture::FIRST, &[])])] {
        super::html::tags(&written(&empty, Format::Html));
    }
}

#[test]
fn the_page_loads_nothing_and_lets_nothing_run() {
    let page = written(&fixture::full(), Format::Html);
    for tag in tags(&page) {
        for forbidden in
            [" src=", " onclick", " onerror", " onload", " style=", "javascript:", "http-equiv=\"refresh"]
        {
            assert!(!tag.contains(forbidden), "{tag}");
        }
        assert!(!tag.starts_with("link") && !tag.starts_with("img") && !tag.starts_with("iframe"), "{tag}");
    }
    assert!(page.contains("default-src &#39;none&#39;; style-src &#39;sha256-"));
    assert!(!page.contains("unsafe-inline"));
    let style = &page[page.find("<style>").unwrap()..page.find("</style>").unwrap()];
    assert!(!style.contains("url(") && !style.contains("@import"));
}

#[test]
fn what_comes_from_aws_is_escaped() {
    let page = written(&fixture::full(), Format::Html);
    assert!(page.contains("&lt;/td&gt;&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;|a,b"));
    assert!(page.contains("/aws/lambda/&lt;b&gt;odd&lt;/b&gt;"));
    assert!(page.contains("<bdi>\\u{202e}gnp.exe</bdi>"), "a turned name is spelled out");
    assert!(!page.contains('\u{202e}') && !page.contains('\u{1b}'));
    assert!(page.contains("🚀 launch data 日本") && page.contains("مرحبا-bucket"));
}

#[test]
fn links_of_a_check_are_only_secure_ones() {
    let page = written(&fixture::full(), Format::Html);
    for tag in tags(&page).iter().filter(|tag| tag.starts_with("a ")) {
        let address = tag.split("href=\"").nth(1).unwrap();
        assert!(address.starts_with("https://") || address.starts_with('#'), "{tag}");
    }
}
