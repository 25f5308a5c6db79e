//! What a share token opens: a copy that lives a minute in front of the database.

use crate::error::Error;
use crate::platform::{Entry, Keep, Key, Platform, Row, Sql};
use crate::serve::exchange::Exchange;
use crate::serve::stored::sharing::{self as stored, Link};

/// Returns what a token opens now; `None` when it is unknown, switched off, dead, or forbidden by the
/// organization.
pub(crate) async fn open<P: Platform>(exchange: &Exchange<'_, P>, token: &str) -> Result<Option<Link>, Error> {
    let Some(link) = read(exchange, token).await? else { return Ok(None) };
    let configuration = &link.configuration;
    let lives = configuration.expires_at.is_none_or(|dies| exchange.now() < dies);
    let is_open = configuration.enabled && lives && !link.organization.forbids_sharing();
    Ok(Some(link).filter(|_| is_open))
}

async fn read<P: Platform>(exchange: &Exchange<'_, P>, token: &str) -> Result<Option<Link>, Error> {
    // Longer texts are no tokens, and too long for a key of the store.
    if token.is_empty() || token.len() > 200 {
        return Ok(None);
    }
    let key = Key::Link(token.to_owned());
    let kept = exchange.platform.keep().get(&key).await.unwrap_or_default();
    if let Some(link) = kept.and_then(|entry| stored::read_link(stored::from_kept(&entry.bytes)?).ok()) {
        return Ok(Some(link));
    }
    let rows = exchange.platform.sql().query(stored::by_token(token)).await?;
    let Some(row) = rows.into_iter().next() else { return Ok(None) };
    // What the edge stores of the view belongs to this copy, and is out of reach with it.
    let copy = exchange.request.entropy.bytes();
    let entry = Entry { bytes: stored::kept(&row, copy), metadata: None };
    if let Err(failure) = exchange.platform.keep().put(&key, entry).await {
        exchange.platform.log(&failure.to_string());
    }
    Ok(Some(stored::read_link(row)?))
}

/// Forgets what is known and stored of every view that tokens open: what a write may have changed is not shown again.
///
/// `rows` are those of [`stored::tokens`], [`stored::tokens_of`] or [`stored::tokens_showing`].
///
/// # Errors
///
/// As [`forget`].
pub(crate) async fn forget_all<P: Platform>(platform: &P, rows: Vec<Row>) -> Result<(), Error> {
    for row in rows {
        forget(platform, &row.fields().text()?).await?;
    }
    Ok(())
}

/// Forgets the copy of what a token opens.
///
/// # Errors
///
/// Fails when the copy may still be there: then the change that it hides must not be acknowledged.
async fn forget<P: Platform>(platform: &P, token: &str) -> Result<(), Error> {
    Ok(platform.keep().delete(&Key::Link(token.to_owned())).await?)
}
