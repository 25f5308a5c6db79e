//! Whose pages may frame and read a shared view, and how long caches may keep it.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use serde_json::json;
use tests::shared_insight::{Stage, header, json_of};

const SUFFIXES: [&str; 5] = ["", ".json", ".svg", ".png", ".csv"];

#[test]
fn a_link_is_for_the_pages_of_every_site_unless_it_names_some() {
    let stage = Stage::new();
    for suffix in SUFFIXES {
        let response = stage.get(suffix, &[("origin", "https://a.example")]);
        assert_eq!(
            (header(&response, "access-control-allow-origin"), header(&response, "vary")),
            ("*", ""),
            "{suffix}"
        );
    }
    for path in ["shared", "embedded"] {
        let page = stage.visit(&format!("/{path}/{}", stage.token), &[]);
        assert!(header(&page, "content-security-policy").ends_with("frame-ancestors *"));
        assert_eq!(header(&page, "x-frame-options"), "");
    }
}

#[test]
fn a_link_that_names_sites_is_for_their_pages_and_our_own() {
    let stage = Stage::new();
    let origins = json!(["https://a.example", "https://*.b.example"]);
    let shown = stage.share(&json!({"settings": {"allowedOrigins": origins, "unknown": 1}}));
    assert_eq!(shown["settings"], json!({"allowedOrigins": origins}));
    for suffix in SUFFIXES {
        let reader = |origin: &str| {
            let response = stage.get(suffix, &[("origin", origin)]);
            assert_eq!((response.status, header(&response, "vary")), (200, "origin"), "{suffix}");
            header(&response, "access-control-allow-origin").to_owned()
        };
        assert_eq!(reader("https://a.example"), "https://a.example");
        assert_eq!(reader("https://x.b.example"), "https://x.b.example");
        assert_eq!(reader("https://c.example"), "");
    }
    let policy = "frame-ancestors 'self' https://a.example https://*.b.example";
    assert!(header(&stage.get("", &[]), "content-security-policy").ends_with(policy));
    // Who may frame a view is nothing that it shows.
    assert_eq!(json_of(&stage.get(".json", &[])).get("allowedOrigins"), None);
    stage.share(&json!({"password_required": true}));
    assert!(header(&stage.get("", &[]), "content-security-policy").ends_with(policy), "the question for a password");
    let settings = json!({"settings": {"allowedOrigins": []}, "password_required": false});
    stage.share(&settings);
    assert!(header(&stage.get("", &[]), "content-security-policy").ends_with("frame-ancestors 'self'"));
}

#[test]
fn caches_are_told_how_long_and_under_which_names() {
    let stage = Stage::new();
    // The first one says that nothing was kept (`is_cached`).
    stage.get("", &[]);
    for suffix in SUFFIXES {
        let first = stage.get(suffix, &[]);
        assert_eq!(header(&first, "cache-control"), "public, no-cache", "{suffix}");
        let shared = "public, max-age=30, stale-while-revalidate=30, stale-if-error=0";
        assert_eq!(header(&first, "cdn-cache-control"), shared);
        assert!(header(&first, "cache-tag").starts_with("share-") && header(&first, "cache-tag").contains(",insight-"));
        let again = stage.get(suffix, &[("if-none-match", header(&first, "etag"))]);
        assert_eq!((again.status, again.body.len(), header(&again, "etag")), (304, 0, header(&first, "etag")));
        assert_eq!(stage.get(suffix, &[("if-none-match", "\"other\"")]).status, 200);
    }
    stage.share(&json!({"password_required": true}));
    for suffix in SUFFIXES {
        let locked = stage.get(suffix, &[]);
        assert_eq!(header(&locked, "cache-control"), "private, no-store", "{suffix}");
        assert_eq!(header(&locked, "cdn-cache-control"), "");
    }
}

#[test]
fn a_page_says_when_its_figures_were_computed_and_until_when_they_are_fresh() {
    let stage = Stage::new();
    let page = String::from_utf8(stage.get("", &[]).body).unwrap();
    let computed = r#"Computed <time datetime="2024-03-15T12:00:00Z">2024-03-15 12:00 UTC</time>, fresh until <time"#;
    assert!(page.contains(computed), "{page}");
}
