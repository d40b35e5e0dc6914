//! The head of a campaign as two people change it: what one typed beside what the other stored.

use crate::{Result, params, sql};
use domain::{
    campaign::{PlanDraft, PlanHead},
    conflict::Stored,
    metrics::Figure,
};
use sea_orm::ConnectionTrait;

/// The head as typed; a menu that is left empty leaves what is stored.
pub(super) async fn typed(
    db: &impl ConnectionTrait,
    input: &PlanDraft,
    head: &PlanHead,
) -> Result<Vec<(String, Stored)>> {
    let name = async |table: &str, id: Option<i64>, stored: &str| -> Result<Stored> {
        let text =
            format!("SELECT name FROM {table} WHERE id = COALESCE($1, (SELECT {stored} FROM campaign WHERE id = $2))");
        let name: Option<String> = sql::maybe(db, &text, params![id, input.id]).await?;
        Ok(Stored::Text(name.unwrap_or_default()))
    };
    let fields = vec![
        ("name", Stored::Text(head.name.clone())),
        ("goal", Stored::Text(head.goal.clone())),
        ("kind", name("campaign_kind", input.kind, "kind_id").await?),
        ("line", name("line_of_business", input.line, "line_id").await?),
        ("owner", name("app_user", input.owner, "owner_id").await?),
        ("first_day", Stored::Day(head.first_day)),
        ("last_day", Stored::Day(head.last_day)),
    ];
    let named = Figure::TARGETS.map(|figure| format!("target.{}", figure.as_str()));
    let fields = fields.into_iter().map(|(field, stored)| (field.to_owned(), stored));
    Ok(fields.chain(named.into_iter().zip(targets(&head.targets))).collect())
}

/// A value for each figure that can be a target; one without a target is empty.
fn targets(set: &[(Figure, i64)]) -> Vec<Stored> {
    let stored = |figure: Figure| match set.iter().find(|(f, _)| *f == figure) {
        Some((_, value)) if figure.is_money() => Stored::Money(*value),
        Some((_, value)) => Stored::Count(*value),
        None => Stored::Text(String::new()),
    };
    Figure::TARGETS.into_iter().map(stored).collect()
}

pub(super) async fn stored(db: &impl ConnectionTrait, id: i64) -> Result<Vec<Stored>> {
    let record = super::record(db, id).await?;
    let own = super::draft::own_targets(db, id).await?;
    let mut fields = vec![
        Stored::Text(record.name),
        Stored::Text(record.goal),
        Stored::Text(record.kind),
        Stored::Text(record.line.unwrap_or_default()),
        Stored::Text(record.owner),
        Stored::Day(record.first_day),
        Stored::Day(record.last_day),
    ];
    fields.extend(targets(&own));
    Ok(fields)
}
