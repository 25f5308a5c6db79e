//! `/api/{projects|environments}/ID/elements…` (spec/api 6).

pub(crate) mod stats;
pub(crate) mod values;

use serde_json::{Map, Value, json};

use super::auth::{self, Scope};
use super::exchange::{self, Exchange};
use super::fields::{self, Field};
use super::page::Page;
use super::stored::elements::{self as stored, Element};
use super::stored::insights::primary_key;
use super::stored::setup::returned;
use crate::columns::elements::CHAIN;
use crate::error::Error;
use crate::platform::{Platform, Response, Sql};

const OBJECT: &str = "element";

/// Answers `GET …/elements`.
pub(crate) async fn list<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Read(OBJECT)).await?;
    let (page, project) = (Page::of(&exchange.parameters), scene.environment.project);
    let statements = vec![stored::count(project), stored::page(project, page.limit, page.offset)];
    let mut rows = exchange.platform.sql().batch(statements).await?.into_iter();
    let mut next = || rows.next().unwrap_or_default().into_iter();
    let count = next().next().map(|row| row.fields().integer()).transpose()?.unwrap_or(0);
    let elements = next().map(|row| Ok(stored::read(row)?.shown())).collect::<Result<Vec<_>, Error>>()?;
    exchange::json(200, &page.envelope(exchange.request, count, elements))
}

/// Answers `POST …/elements`.
pub(crate) async fn create<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Write(OBJECT)).await?;
    let mut element = changed(Element::default(), &exchange.body()?)?;
    let insert = stored::insert(scene.environment.project, &element);
    element.id = returned(exchange.platform.sql(), insert).await?;
    exchange::json(201, &element.shown())
}

/// Answers `GET …/elements/ID`.
pub(crate) async fn retrieve<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    exchange::json(200, &find(exchange, Scope::Read(OBJECT), id).await?.shown())
}

/// Answers `PATCH …/elements/ID`.
pub(crate) async fn update<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    let element = find(exchange, Scope::Write(OBJECT), id).await?;
    let element = changed(element, &exchange.body()?)?;
    exchange.platform.sql().execute(stored::update(&element)).await?;
    exchange::json(200, &element.shown())
}

/// Answers `DELETE …/elements/ID`.
pub(crate) async fn delete<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    let element = find(exchange, Scope::Write(OBJECT), id).await?;
    exchange.platform.sql().execute(stored::delete(element.id)).await?;
    Ok(Response::new(204))
}

async fn find<P: Platform>(exchange: &Exchange<'_, P>, scope: Scope, id: &str) -> Result<Element, Error> {
    let scene = auth::enter(exchange, scope).await?;
    let id = primary_key(id).ok_or_else(Error::not_found)?;
    let rows = exchange.platform.sql().query(stored::by_id(scene.environment.project, id)).await?;
    let row = rows.into_iter().next().ok_or_else(Error::not_found)?;
    Ok(stored::read(row)?)
}

/// Returns the element as it is once the body's fields are written over it.
fn changed(element: Element, body: &Map<String, Value>) -> Result<Element, Error> {
    const LONG: usize = 10_000;
    let classes = fields::texts(body, "attr_class")?;
    if let Field::Given(classes) = &classes {
        classes.iter().try_for_each(|class| fields::ensure_length(class, "attr_class", 200))?;
    }
    Ok(Element {
        id: element.id,
        text: fields::text(body, "text", LONG)?.or_stored(element.text),
        tag_name: fields::text(body, "tag_name", 1_000)?.or_stored(element.tag_name),
        classes: classes.or_stored(element.classes),
        href: fields::text(body, "href", LONG)?.or_stored(element.href),
        attr_id: fields::text(body, "attr_id", LONG)?.or_stored(element.attr_id),
        nth_child: fields::integer(body, "nth_child")?.or_stored(element.nth_child),
        nth_of_type: fields::integer(body, "nth_of_type")?.or_stored(element.nth_of_type),
        attributes: fields::object(body, "attributes")?.or_stored(Some(element.attributes)).unwrap_or_default(),
        order: fields::integer(body, "order")?.or_stored(element.order),
    })
}

impl Element {
    /// Returns the element as the API shows it.
    fn shown(&self) -> Value {
        json!({
            "id": self.id,
            "text": self.text,
            "tag_name": self.tag_name,
            "attr_class": self.classes,
            "href": self.href,
            "attr_id": self.attr_id,
            "nth_child": self.nth_child,
            "nth_of_type": self.nth_of_type,
            "attributes": self.attributes,
            "order": self.order,
        })
    }
}
