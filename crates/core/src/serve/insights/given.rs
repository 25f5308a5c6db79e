//! The fields of an insight that a client gives, on creation and on update (spec/api 1.3).

use serde_json::{Map, Value};

use crate::error::Error;
use crate::insight::legacy::{TemplateVariables, query_from_filters};
use crate::insight::record::Insight;
use crate::serve::auth::{Scene, denied};
use crate::serve::engine;
use crate::serve::fields::{self, Field};
use crate::sort;

const LONGEST_NAME: usize = 400;

/// How long a description may be; D1 keeps rows of up to 2 MB.
const LONGEST_DESCRIPTION: usize = 100_000;

/// Holds what a body says about an insight.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) name: Field<String>,
    pub(crate) derived_name: Field<String>,
    pub(crate) description: Field<String>,
    pub(crate) query: Field<Value>,
    pub(crate) filters: Field<Map<String, Value>>,
    pub(crate) dashboards: Option<Vec<i64>>,
    pub(crate) tags: Option<Vec<String>>,
    pub(crate) order: Field<i64>,
    pub(crate) favorited: Option<bool>,
    pub(crate) saved: Option<bool>,
    pub(crate) deleted: Option<bool>,
}

impl Given {
    /// Reads a body; fields that clients may not write are ignored.
    ///
    /// # Errors
    ///
    /// Names the first field that is wrong.
    pub(crate) fn read(body: &Map<String, Value>) -> Result<Self, Error> {
        Ok(Self {
            name: fields::text(body, "name", LONGEST_NAME)?,
            derived_name: fields::text(body, "derived_name", LONGEST_NAME)?,
            description: fields::text(body, "description", LONGEST_DESCRIPTION)?,
            query: query(body)?,
            filters: filters(body)?,
            dashboards: fields::integers(body, "dashboards")?.given().map(distinct),
            tags: fields::texts(body, "tags")?.given().map(normalized),
            order: fields::integer(body, "order")?,
            favorited: fields::flag(body, "favorited")?,
            saved: fields::flag(body, "saved")?,
            deleted: fields::flag(body, "deleted")?,
        })
    }

    /// Refuses legacy filters where the organization has switched them off.
    pub(crate) fn check_filters(&self, scene: &Scene) -> Result<(), Error> {
        if self.filters.is_present() && scene.organization.has_flag("legacy-insight-filters-disabled") {
            let detail = "Creating or updating insights with legacy filters is not available for this user.";
            return Err(denied(detail));
        }
        Ok(())
    }

    /// Returns the insight as it is once these fields are written over those of `stored`.
    pub(crate) fn over(&self, stored: &Insight) -> Insight {
        let mut changed = stored.clone();
        changed.name = self.name.clone().or_stored(changed.name);
        changed.derived_name = self.derived_name.clone().or_stored(changed.derived_name);
        changed.description = self.description.clone().or_stored(changed.description);
        changed.query = self.query.clone().or_stored(changed.query);
        if let Field::Given(filters) = &self.filters {
            changed.filters = Value::Object(filters.clone());
        }
        changed.order = self.order.clone().or_stored(changed.order);
        if let Some(tags) = &self.tags {
            changed.tags.clone_from(tags);
        }
        changed.favorited = self.favorited.unwrap_or(changed.favorited);
        changed.deleted = self.deleted.unwrap_or(changed.deleted);
        changed.saved = self.saved.unwrap_or(true);
        changed
    }
}

/// Returns the query, if it keeps to a schema.
fn query(body: &Map<String, Value>) -> Result<Field<Value>, Error> {
    match fields::raw(body, "query") {
        Field::Absent => Ok(Field::Absent),
        Field::Null => Ok(Field::Null),
        Field::Given(query @ Value::Object(_)) => {
            engine::read(query).map_err(|error| Error::parse(error.detail()).at("query"))?;
            Ok(Field::Given(query.clone()))
        }
        Field::Given(_) => Err(Error::invalid("Query must be an object.").at("query")),
    }
}

/// Returns the filters, if a query can be made of them where none is given.
fn filters(body: &Map<String, Value>) -> Result<Field<Map<String, Value>>, Error> {
    let filters = fields::object(body, "filters")?;
    if let (Field::Given(given), false) = (&filters, body.get("query").is_some_and(Value::is_object)) {
        let query = query_from_filters(&Value::Object(given.clone()), TemplateVariables::Dropped);
        query.map_err(|error| error.within("filters"))?;
    }
    Ok(filters)
}

/// Returns tags trimmed, in lower case, sorted and each once.
fn normalized(tags: Vec<String>) -> Vec<String> {
    let mut tags: Vec<String> =
        tags.iter().map(|tag| tag.trim().to_lowercase()).filter(|tag| !tag.is_empty()).collect();
    sort::sort(&mut tags);
    tags.dedup();
    tags
}

fn distinct(mut ids: Vec<i64>) -> Vec<i64> {
    sort::sort(&mut ids);
    ids.dedup();
    ids
}
