//! Cohorts: named sets of persons (spec/trends 5.5).

use super::filter::Filter;
use super::reader::{Fields, Node};
use crate::error::Error;

/// A named set of persons.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort {
    /// Its id.
    pub id: i64,
    /// Its name, which labels breakdowns by it.
    pub name: String,
    /// Who is in it.
    pub members: CohortMembers,
}

/// Who is in a cohort.
#[derive(Clone, Debug, PartialEq)]
pub enum CohortMembers {
    /// Persons that meet the filter as they are now.
    Dynamic(Filter),
    /// Persons that have one of these distinct ids.
    Static(Vec<String>),
    /// Nobody: a dynamic cohort without criteria (spec/api 8.5).
    Nobody,
}

impl Cohort {
    /// Returns the cohort that `{id, name, is_static?, groups | filters | distinct_ids}` describes.
    ///
    /// # Errors
    /// Refuses a missing id and fields of the wrong type.
    pub fn read(node: &Node<'_>) -> Result<Cohort, Error> {
        let fields = node.fields()?;
        Ok(Cohort {
            id: fields.required("id")?.integer()?,
            name: fields.text("name")?.unwrap_or_default(),
            members: CohortMembers::read(&fields)?,
        })
    }
}

impl CohortMembers {
    fn read(fields: &Fields<'_>) -> Result<CohortMembers, Error> {
        if fields.flag("is_static")? || fields.get("distinct_ids").is_some() {
            return fields.list("distinct_ids", |id| id.text().map(str::to_owned)).map(CohortMembers::Static);
        }
        let mut alternatives = fields.list("groups", |group| Filter::field(&group.fields()?, "properties"))?;
        if let Some(filters) = fields.get("filters") {
            let tree = Filter::field(&filters.fields()?, "properties")?;
            if !tree.is_empty() {
                alternatives.push(tree);
            }
        }
        Ok(match alternatives.len() {
            0 => CohortMembers::Nobody,
            _ => CohortMembers::Dynamic(Filter::Any(alternatives)),
        })
    }
}
