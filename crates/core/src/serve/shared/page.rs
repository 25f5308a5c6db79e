//! The pages of shared views: whole with scripts off, light and dark as the reader's system is.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;

use super::content::Content;
use super::picture::PREVIEW;
use super::text;
use crate::platform::Response;
use crate::share::audience::Audience;
use crate::share::settings::Shown;
use crate::time::Timestamp;

/// Colours follow `color-scheme`; nothing is fetched from anywhere.
const STYLE: &str = "\
:root{color-scheme:light dark;--paper:light-dark(#fff,#14171f);--ink:light-dark(#1d1f27,#e8e9ee);\
--quiet:light-dark(#5c6070,#a3a8b8);--line:light-dark(#e2e4ea,#31343e);--accent:light-dark(#2450b8,#8fb0ff)}\
:root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark}\
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);\
font:16px/1.5 system-ui,sans-serif}\
main{max-width:72rem;margin:0 auto;padding:2rem 1rem}.embed main{padding:.5rem}\
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .25rem}h2{font-size:1.125rem;margin:2rem 0 .5rem}\
p{margin:0 0 1rem;color:var(--quiet)}svg.oriel{display:block;width:100%;height:auto}\
.narrow{display:none}@media(max-width:36rem){.wide{display:none}.narrow{display:block}}\
.scroll{overflow-x:auto}summary{cursor:pointer;color:var(--accent);margin-top:1rem}\
table{border-collapse:collapse;font-variant-numeric:tabular-nums;width:100%}\
th,td{text-align:left;padding:.25rem .75rem;border-bottom:1px solid var(--line);white-space:nowrap}\
footer{margin-top:2rem;font-size:.875rem;color:var(--quiet)}a{color:var(--accent)}\
form{display:grid;gap:.75rem;max-width:20rem}input,button{font:inherit;padding:.5rem .75rem;\
border:1px solid var(--line);border-radius:.375rem;background:transparent;color:inherit}\
button{background:var(--accent);color:var(--paper);border-color:transparent;cursor:pointer}\
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}";

/// Sends the password without leaving the page, and then shows what it opens. The proof goes along as a header: in a
/// frame on another site the cookie is not sent.
const UNLOCK: &str = "\
document.querySelector('form').addEventListener('submit',async event=>{event.preventDefault();\
const form=event.target,answer=await fetch(location.pathname,{method:'POST',\
headers:{'content-type':'application/json'},body:JSON.stringify({password:form.password.value})})\
.catch(()=>({ok:false}));\
if(!answer.ok){form.querySelector('output').textContent=answer.status===401?'That password is not right.':\
answer.status===429?'Too many attempts: wait a little, then try again.':'This did not work: try again.';return}\
const {shareToken}=await answer.json(),view=await fetch(location.href,{headers:{authorization:`Bearer ${shareToken}`}});\
document.open();document.write(await view.text());document.close()})";

/// No scripts but the page's own and this server's run, nothing is loaded from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'self' 'unsafe-inline'; \
img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors ";

/// Returns an HTML response that its audience may frame.
pub(super) fn html(status: u16, page: Markup, audience: &Audience) -> Response {
    let policy = [POLICY, &audience.frame_ancestors()].concat();
    Response::new(status)
        .with_body("text/html; charset=utf-8", page.into_string())
        .with_header("content-security-policy", policy)
        .with_header("referrer-policy", "no-referrer")
        .with_header("x-content-type-options", "nosniff")
}

/// Returns the exported document as JSON.
pub(super) fn json(document: &Value) -> Response {
    Response::new(200).with_body("application/json", document.to_string())
}

/// Returns the page of an insight or a dashboard.
pub(super) fn view(content: &Content, document: &Value, shown: &Shown, force_type: Option<&str>, link: &str) -> Markup {
    let kind = force_type.or_else(|| text(document, "type")).unwrap_or("scene");
    let mut document = document.clone();
    document["type"] = kind.into();
    document["rootClassName"] = format!("export-type-{kind}").into();
    let charts = content.charts(shown);
    let is_dashboard = content.kind() == "dashboard";
    let body = html! {
        main {
            @if !shown.has("noHeader") {
                header {
                    h1 { (content.title()) }
                    @if let Some(description) = content.description() { p { (description) } }
                }
            }
            @for chart in &charts {
                section {
                    @if is_dashboard { h2 { (chart.title) } }
                    @match (&chart.svg, &chart.narrow_svg) {
                        (Some(wide), Some(narrow)) => {
                            div.wide { (PreEscaped(wide)) }
                            div.narrow { (PreEscaped(narrow)) }
                        }
                        _ => p { "There is nothing to draw yet." },
                    }
                    @if let Some(table) = &chart.table {
                        details open[shown.has("detailed")] { summary { "Figures as a table" } div.scroll { (table) } }
                    }
                }
            }
            footer {
                @if let Some(calculated) = content.calculated_at() {
                    p {
                        "Computed " (moment(calculated))
                        @if let Some(until) = content.fresh_until() { ", fresh until " (moment(until)) }
                        "."
                    }
                }
                @if !shown.has("whitelabel") { "Shown by Oriel" }
            }
        }
        script type="application/json" id="exported-data" { (PreEscaped(embedded(&document))) }
        script src="/embed.js" defer {}
    };
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("url", link).finish();
    let oembed = format!("/oembed?{query}");
    let head = html! {
        meta property="og:title" content=(content.title());
        meta property="og:type" content="website";
        meta property="og:url" content=(link);
        meta property="og:image" content={ (link) ".png" };
        meta property="og:image:type" content="image/png";
        meta property="og:image:width" content=(PREVIEW.width);
        meta property="og:image:height" content=(PREVIEW.height);
        meta property="og:image:alt" content=(content.title());
        meta name="twitter:card" content="summary_large_image";
        @if let Some(description) = content.description() {
            meta property="og:description" content=(description);
            meta name="description" content=(description);
        }
        link rel="alternate" type="application/json" href={ (link) ".json" };
        link rel="alternate" type="image/svg+xml" href={ (link) ".svg" };
        link rel="alternate" type="image/png" href={ (link) ".png" };
        link rel="alternate" type="application/json+oembed" href=(oembed) title=(content.title());
    };
    page(content.title(), kind, shown.theme(), &head, &body)
}

/// Returns the page that asks for the password, and says what was wrong with the one before.
pub(super) fn unlock(document: &Value, shown: &Shown, problem: &str) -> Markup {
    let body = html! {
        main {
            h1 { "This view is protected" }
            p { "Enter its password to see it." }
            form method="post" {
                label for="password" { "Password" }
                input #password name="password" type="password" autocomplete="current-password" required;
                button { "Show" }
                output role="alert" { (problem) }
            }
        }
        script type="application/json" id="exported-data" { (PreEscaped(embedded(document))) }
        script { (PreEscaped(UNLOCK)) }
    };
    page("Protected view", "unlock", shown.theme(), &html! {}, &body)
}

/// Returns the page of a link that opens nothing.
pub(super) fn missing() -> Markup {
    let body = html! {
        main {
            h1 { "Nothing is here" }
            p { "This link does not exist, or no longer shows anything." }
        }
    };
    page("Not found", "missing", "system", &html! {}, &body)
}

fn page(title: &str, kind: &str, theme: &str, head: &Markup, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" data-theme=(theme) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) }
                (head)
                style { (PreEscaped(STYLE)) }
            }
            body class={ "export-type-" (kind) " " (kind) } { (body) }
        }
    }
}

/// Returns a moment to the minute, as people read it and as programs do.
fn moment(at: Timestamp) -> Markup {
    let iso = at.to_string();
    let (date, time) = (iso.get(..10).unwrap_or_default(), iso.get(11..16).unwrap_or_default());
    html! { time datetime=(iso) { (date) " " (time) " UTC" } }
}

/// Returns JSON that cannot end the script element around it.
fn embedded(document: &Value) -> String {
    document.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn data_cannot_leave_its_script() {
        let text = embedded(&json!({"name": "</script><script>alert(1)"}));
        assert!(!text.contains('<'));
        assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(json!({"name": "</script><script>alert(1)"})));
    }
}
