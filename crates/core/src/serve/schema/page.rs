//! The API as a page to read: whole with scripts off, and nothing is fetched for it.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::document::{DESCRIPTION, meaning, tags};
use super::operations::{Access, Answer, Operation, Parameter, Place, operations};
use super::schemas::{Field, Member, Presence, Schema, Shape, schemas};

const STYLE: &str = include_str!("page.css");

/// Returns the page.
pub(super) fn page() -> Markup {
    let operations: Vec<Operation> = operations().collect();
    let schemas = schemas();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Oriel: the API" }
                link rel="alternate" type="application/json" href="/api/schema/?format=json";
                style { (PreEscaped(STYLE)) }
            }
            body {
                header { (introduction()) }
                main {
                    @for tag in groups() {
                        section {
                            h2 id=(anchor(&tag)) { (tag) }
                            @for operation in operations.iter().filter(|operation| operation.tag == tag) {
                                (described(operation, &schemas))
                            }
                        }
                    }
                    section {
                        h2 id="schemas" { "Schemas" }
                        @for schema in &schemas { (schema_described(schema, &schemas)) }
                    }
                }
                footer { "Oriel " (env!("CARGO_PKG_VERSION")) }
            }
        }
    }
}

fn introduction() -> Markup {
    html! {
        h1 { "The API" }
        p { (DESCRIPTION) }
        p {
            "Paths that begin with …  stand below " code { "/api/projects/{project_id}" } " and "
            code { "/api/environments/{environment_id}" } ", where the id may be " code { "@current" }
            ". A key goes into the header " code { "Authorization: Bearer phx_…" } ". Lists come in pages: "
            code { "next" } " is the address of the one after."
        }
        p { "For programs: " a href="/api/schema/?format=json" { "the same as OpenAPI 3.1" } "." }
        nav aria-label="Groups of operations" {
            ul {
                @for tag in groups() { li { a href={ "#" (anchor(&tag)) } { (tag) } } }
                li { a href="#schemas" { "schemas" } }
            }
        }
    }
}

fn groups() -> Vec<String> {
    tags().iter().filter_map(|tag| tag["name"].as_str().map(str::to_owned)).collect()
}

fn anchor(name: &str) -> String {
    name.replace(' ', "-")
}

fn described(operation: &Operation, schemas: &[Schema]) -> Markup {
    let path = match operation.place {
        Place::Project => format!("…{}", operation.path.trim_end_matches('/').replace("{second}", "{password_id}")),
        Place::Root => operation.path.to_owned(),
    };
    html! {
        details id=(operation.id) {
            summary {
                h3 { code { span.method { (operation.method) } (path) } }
                span.what { (operation.summary) }
            }
            div {
                p.quiet { (who(operation.access)) }
                @if !operation.parameters.is_empty() { (parameters(&operation.parameters)) }
                @if let Some(body) = operation.body {
                    h4 { "Body" }
                    p { code { (linked(body, schemas)) } }
                }
                h4 { "Answers" }
                (answers(&operation.answers, schemas))
            }
        }
    }
}

fn who(access: Access) -> Markup {
    html! {
        @match access {
            Access::Scope(scope) => { "A key with the scope " code { (scope) } ", or a session." },
            Access::ScopeOrLink(scope) => {
                "A key with the scope " code { (scope) } ", a session, or a share token as " code { "sharing_access_token" } "."
            },
            Access::Session => "A session only: no key will do.",
            Access::Caller => "Any key, or a session.",
            Access::Key => "A key.",
            Access::Public => "Everybody.",
            Access::Operator => "Who knows the admin secret of this server.",
        }
    }
}

fn parameters(parameters: &[Parameter]) -> Markup {
    html! {
        h4 { "Parameters" }
        div.scroll {
            table {
                thead { tr { th { "Name" } th { "Type" } th { "Meaning" } } }
                tbody {
                    @for parameter in parameters {
                        tr {
                            td { code { (parameter.name) } @if parameter.is_required { " (must be given)" } }
                            td {
                                code { (parameter.kind) }
                                @if let Some(default) = parameter.default { " – by default " code { (default) } }
                            }
                            td { (marked(parameter.description)) }
                        }
                    }
                }
            }
        }
    }
}

fn answers(answers: &[Answer], schemas: &[Schema]) -> Markup {
    html! {
        div.scroll {
            table {
                thead { tr { th { "Status" } th { "Body" } th { "Meaning" } } }
                tbody {
                    @for answer in answers {
                        tr {
                            td { code { (answer.status) } }
                            td { code { @if let Some(name) = answer.schema { (linked(name, schemas)) } } }
                            td { (marked(meaning(answer.status))) }
                        }
                    }
                }
            }
        }
    }
}

fn schema_described(schema: &Schema, schemas: &[Schema]) -> Markup {
    html! {
        details id=(schema.name) {
            summary { h3 { code { (schema.name) } } span.what { (marked(schema.description)) } }
            div {
                @match &schema.shape {
                    Shape::Alias(kind) => p { code { (linked(kind, schemas)) } },
                    Shape::Tagged(kinds) => p { "By its " code { "kind" } ": " code { (linked(kinds, schemas)) } },
                    Shape::Object(members) => div.scroll {
                        table {
                            thead { tr { th { "Field" } th { "Type" } th { "Meaning" } } }
                            tbody { @for member in members { (row(*member, schemas)) } }
                        }
                    },
                }
            }
        }
    }
}

fn row(member: Member, schemas: &[Schema]) -> Markup {
    let of =
        |name, how: &str| html! { tr { td colspan="3" { "All fields of " code { (linked(name, schemas)) } (how) } } };
    match member {
        Member::Fields(name) => of(name, ""),
        Member::OptionalFields(name) => of(name, ", each of which may be missing"),
        Member::Field(Field { name, presence, kind, description }) => html! {
            tr {
                td { code { (name) } @if presence == Presence::Optional { span.quiet { " (may be missing)" } } }
                td { code { (linked(kind, schemas)) } }
                td { (marked(description)) }
            }
        },
    }
}

/// Returns a written type whose words lead to the schemas that they name.
fn linked(written: &str, schemas: &[Schema]) -> Markup {
    let words: Vec<&str> = written.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric()).collect();
    html! {
        @for word in words {
            @let name = word.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
            @if schemas.iter().any(|schema| schema.name == name) {
                a href={ "#" (name) } { (name) } (word[name.len()..])
            } @else {
                (word)
            }
        }
    }
}

/// Returns a text in which what stands between backticks is code.
fn marked(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_every_operation_and_leads_nowhere_else() {
        let page = page().into_string();
        for operation in operations() {
            assert!(page.contains(&format!("id=\"{}\"", operation.id)), "{} is not there", operation.id);
        }
        for link in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let is_there = link.strip_prefix('#').is_none_or(|name| page.contains(&format!("id=\"{name}\"")));
            assert!(is_there && !link.contains("//"), "{link}");
        }
        assert!(!page.contains("<script") && !page.contains("src="));
    }
}
