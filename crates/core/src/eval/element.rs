//! Filters and action steps that look at the element chain of an autocapture event (spec/trends 5.2 and 5.6).

use std::ops::Range;

use super::frame::Frame;
use super::mask::Mask;
use super::operator::Comparison;
use crate::columns::elements::{self, Element, Selector};
use crate::error::Error;
use crate::query::context::PropertyType;
use crate::query::filter::{Operator, PropertyFilter};

impl Frame<'_> {
    /// Returns which rows have an element chain that meets a filter on `selector`, `tag_name`, `href` or `text`.
    ///
    /// A filter on texts or tags holds if it holds for any element; a negative one if its positive form holds for none.
    ///
    /// # Errors
    /// Refuses other keys, selectors that do not parse, and what [`Comparison::new`] refuses.
    pub(super) fn element_mask(&self, filter: &PropertyFilter, rows: &Range<usize>) -> Result<Mask<'static>, Error> {
        if filter.key == "selector" {
            return self.selector_mask(filter, rows);
        }
        let comparison = Comparison::new(filter.operator, &filter.value, PropertyType::Text, self.context)?;
        let part: fn(&[Element<'_>], &Comparison<'_>) -> bool = match filter.key.as_str() {
            "tag_name" => |chain, comparison| {
                comparison.holds_among(chain.iter().filter_map(|element| element.tag_name.as_deref()))
            },
            "text" => |chain, comparison| {
                let texts: Vec<_> = elements::texts(chain).collect();
                comparison.holds_among(texts.iter().map(AsRef::as_ref))
            },
            "href" => |chain, comparison| comparison.holds(elements::href(chain).as_deref()),
            other => {
                return Err(Error::invalid(format!(
                    "`{other}` is no part of an element; allowed: selector, tag_name, href, text."
                ))
                .at("key"));
            }
        };
        Ok(self.chain_mask(rows, |chain| part(chain, &comparison)))
    }

    fn selector_mask(&self, filter: &PropertyFilter, rows: &Range<usize>) -> Result<Mask<'static>, Error> {
        let texts = filter.value.values().iter().map(|value| value.text());
        let selectors: Vec<Selector> = texts.map(|text| selector_of(&text)).collect::<Result<_, _>>()?;
        if selectors.is_empty() {
            return Ok(Mask::All);
        }
        let negative = matches!(
            filter.operator,
            Operator::IsNot | Operator::NotIn | Operator::NotIContains | Operator::NotRegex | Operator::IsNotSet
        );
        Ok(self.chain_mask(rows, |chain| selectors.iter().any(|selector| selector.matches(chain)) != negative))
    }

    /// Returns which rows have an element chain of which a condition holds; it is decided once for each chain.
    pub(super) fn chain_mask(&self, rows: &Range<usize>, holds: impl Fn(&[Element<'_>]) -> bool) -> Mask<'static> {
        let Some(chains) = self.dataset.events().elements_chains() else {
            return if holds(&[]) { Mask::All } else { Mask::None };
        };
        let chains = chains.coded();
        let table: Vec<u8> = (chains.dictionary().values())
            .map(|chain| u8::from(holds(&elements::read(chain.text().unwrap_or_default()))))
            .collect();
        Mask::of_codes(chains.codes(), rows.clone(), &table)
    }
}

/// Returns the selector that a text writes.
///
/// # Errors
/// Refuses texts that are no selector.
pub(super) fn selector_of(text: &str) -> Result<Selector, Error> {
    Selector::parse(text).ok_or_else(|| {
        Error::invalid(format!("`{text}` is not a selector of tags, classes, ids, attributes and positions."))
    })
}
