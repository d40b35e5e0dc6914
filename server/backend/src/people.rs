//! People: the table with its rules, one person's page, adding and changing by hand.

pub mod attributes;
mod page;
pub mod rules;
mod timeline;
mod view;

pub use page::{Column, export_page, page, parse_columns};
pub use timeline::PAGE as TIMELINE_PAGE;
pub(crate) use timeline::{Of, timeline};
pub(crate) use view::{account_by_name, of_account};
pub use view::{save, view};

use crate::fold::fold;
use domain::attribute::Subject;

/// What a person `p` is called where there is one line for it. A contact without a name stands for the organisation.
pub(crate) const SHOWN: &str = "COALESCE(NULLIF(p.name, ''), (SELECT w.name FROM account w WHERE w.id = p.account_id), \
    (SELECT MIN(e.code) FROM external_ref e WHERE e.person_id = p.id), p.sort_key)";

/// The key that the table is sorted by: the name, else the external id. Never empty, so that every page has an order.
pub(crate) fn sort_key(name: &str, external: &str) -> String {
    let key = fold(if name.is_empty() { external } else { name });
    if key.is_empty() { "~".to_owned() } else { key }
}

/// The address that letters go to, as it is compared; nothing while street or place is missing.
pub(crate) fn post_key(street: &str, postcode: &str, place: &str) -> Option<String> {
    let town = !place.trim().is_empty() || !postcode.trim().is_empty();
    (town && !street.trim().is_empty()).then(|| fold(&format!("{street} {postcode} {place}")))
}

/// What search looks at.
pub(crate) fn search_text(parts: &[&str]) -> String {
    fold(&parts.join(" "))
}

/// Everything that the form of a rule offers.
///
/// # Errors
/// `Denied`.
pub async fn filters(db: &crate::Db, actor: &crate::Actor) -> crate::Result<domain::rule::Filters> {
    actor.may(domain::rights::UseCase::PeopleFilters)?;
    let db = &db.snapshot().await?;
    let mut attributes = attributes::all(db).await?;
    if actor.role.sees_own_sales_only() {
        attributes.retain(|a| !matches!(a.subject, Subject::Lead | Subject::Opportunity));
    }
    let lists = crate::lists::names(db).await?;
    let campaigns = crate::sql::tuples(
        db,
        "SELECT id, name FROM campaign WHERE status <> 'draft' ORDER BY sort_day DESC, id DESC LIMIT 200",
        vec![],
    )
    .await?;
    let imports = crate::sql::tuples(
        db,
        "SELECT id, file_name FROM import WHERE state = 'done' ORDER BY id DESC LIMIT 100",
        vec![],
    )
    .await?;
    let text = "SELECT id, name FROM channel ORDER BY name LIMIT 200";
    let of_leads = !actor.role.sees_own_sales_only();
    let channels = if of_leads { crate::sql::tuples(db, text, vec![]).await? } else { Vec::new() };
    Ok(domain::rule::Filters { attributes, lists, campaigns, imports, channels })
}
