//! Lines that follow something else: the short list of an activity's form, and the plan of what is copied.

use super::{
    row::{Row, load},
    save::{Change, Write, apply},
};
use crate::{Result, params, sql};
use chrono::NaiveDate;
use domain::{
    campaign::CostLine,
    cost::{Key, Line},
    metrics::cost::Amounts,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

/// The lines of a campaign (`owner` is `campaign_id`) or an activity (`activity_id`), in their order. What several campaigns
/// share is not among them.
async fn lines_of(db: &impl ConnectionTrait, (owner, id): (&str, i64)) -> Result<Vec<Row>> {
    let text = format!(
        "SELECT l.id FROM cost_line l WHERE l.{owner} = $1 AND l.deleted_ms IS NULL AND NOT l.shared ORDER BY l.position, l.id"
    );
    let ids: Vec<i64> = sql::column(db, &text, params![id]).await?;
    let mut rows = load(db, &ids).await?;
    Ok(ids.iter().filter_map(|id| rows.remove(id)).collect())
}

/// Copies the plan of lines: what is bought, not what was committed or paid.
pub(crate) async fn copy(
    tx: &DatabaseTransaction,
    write: &Write<'_>,
    from: (&str, i64),
    activity: impl Fn(Option<i64>) -> Option<i64>,
    moved: impl Fn(NaiveDate) -> NaiveDate,
) -> Result<()> {
    let mut changes = Vec::new();
    for stored in lines_of(tx, from).await? {
        let mut line = stored.line(&[])?;
        line.activity = activity(line.activity);
        line.amounts = Amounts { planned: line.amounts.planned, ..Amounts::default() };
        (line.committed_day, line.document_day, line.document) = (None, None, String::new());
        line.day = line.day.map(&moved);
        changes.push(Change::Put { id: None, version: None, line: Box::new(line) });
    }
    apply(tx, write, changes).await.map(drop)
}

/// Makes the lines of an activity those of its form, which shows what is planned in the workspace's currency: a line that is
/// there stays what it is, with what was committed and paid for it.
///
/// # Errors
/// As [`apply`]; `State` where a line with money bound would go.
pub(crate) async fn follow_form(
    tx: &DatabaseTransaction,
    write: &Write<'_>,
    activity: i64,
    day: Option<NaiveDate>,
    typed: &[CostLine],
) -> Result<()> {
    let home = write.workspace.currency.code();
    let mut there: Vec<Row> =
        lines_of(tx, ("activity_id", activity)).await?.into_iter().filter(|line| line.currency == home).collect();
    let mut changes = Vec::new();
    let mut open: Vec<&CostLine> = Vec::new();
    for line in typed {
        let same = |stored: &Row| {
            (stored.article.as_str(), stored.quantity_milli, stored.price_minor)
                == (line.article.as_str(), line.quantity_milli, line.price_minor)
        };
        match there.iter().position(same) {
            Some(n) => drop(there.remove(n)),
            None => open.push(line),
        }
    }
    for line in open {
        let found = there.iter().position(|stored| stored.article == line.article && !stored.closed);
        let stored = found.map(|n| there.remove(n));
        let before = match &stored {
            Some(stored) => stored.line(&[])?,
            None => Line {
                activity: Some(activity),
                article: line.article.clone(),
                supplier: String::new(),
                quantity_milli: 0,
                unit: String::new(),
                price_minor: 0,
                amounts: Amounts::default(),
                day,
                committed_day: None,
                document_day: None,
                document: String::new(),
                currency: write.workspace.currency,
                tax_bp: 0,
                key: Key::Equal,
                shares: Vec::new(),
            },
        };
        let amounts = Amounts { planned: line.planned_minor, ..before.amounts };
        let after = Line { quantity_milli: line.quantity_milli, price_minor: line.price_minor, amounts, ..before };
        changes.push(Change::Put { id: stored.map(|stored| stored.id), version: None, line: Box::new(after) });
    }
    changes.extend(there.iter().map(|stored| Change::Remove { id: stored.id, version: None }));
    apply(tx, write, changes).await.map(drop)
}
