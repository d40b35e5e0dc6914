//! The closing of a campaign: everything that was promised beside what came of it.

use super::lessons;
use crate::{Actor, Db, Result, approvals, campaigns, params, sql};
use chrono::NaiveDate;
use domain::{
    closing::{ASKED, CauseDraft, ClosingDraft, ClosingRow, ClosingView, Decision, Subject},
    metrics::{Figure, Gap, Value, deviation, value},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// Everything about the closing of a campaign, closed or not.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn view(db: &Db, actor: &Actor, campaign: i64) -> Result<ClosingView> {
    actor.may(UseCase::ClosingView)?;
    let db = &db.snapshot().await?;
    let record = campaigns::record(db, campaign).await?;
    let text = "SELECT x.version, x.decision, x.reason, x.lessons, x.learn, u.name, x.closed_day FROM closing x JOIN app_user u ON u.id = x.user_id WHERE x.campaign_id = $1";
    type Stored = (i64, String, String, String, bool, String, NaiveDate);
    let stored: Option<Stored> = sql::tuple(db, text, params![campaign]).await?;
    let mut rows = rows(db, campaign).await?;
    let said = said(db, campaign).await?;
    for (subject, actual, cause, note) in &said {
        let at = rows.iter().position(|row| row.subject == *subject).unwrap_or(rows.len());
        if at == rows.len() {
            // Its last line is gone; what was said of it stays.
            rows.push(compared(subject.clone(), Figure::Cost, Value::Money(0), Value::Gap(Gap::NoCost)));
        }
        let Some(row) = rows.get_mut(at) else { continue };
        row.cause.clone_from(cause);
        row.note.clone_from(note);
        row.was = actual.map(|was| unit(subject, was)).filter(|was| *was != row.actual);
    }
    let causes = rows
        .iter()
        .map(|row| CauseDraft {
            subject: row.subject.code(),
            cause: row.cause.as_ref().map(|(id, _)| *id),
            note: row.note.clone(),
        })
        .collect();
    let input = match &stored {
        Some((version, decision, reason, lessons, learn, ..)) => ClosingDraft {
            campaign,
            version: *version,
            decision: Decision::parse(decision),
            reason: reason.clone(),
            lessons: lessons.clone(),
            learn: *learn,
            causes,
        },
        None => ClosingDraft { campaign, learn: true, causes, ..ClosingDraft::default() },
    };
    let text = "SELECT r.id, r.name FROM reason r WHERE r.kind = 'deviation' AND (r.active OR EXISTS (SELECT 1 FROM closing_cause c WHERE c.campaign_id = $1 AND c.cause_id = r.id)) ORDER BY r.position, r.id";
    let earlier = "k.kind_id = $1 AND k.id <> $2 AND x.lessons <> ''";
    Ok(ClosingView {
        campaign,
        status: record.status()?,
        name: record.name,
        closed: stored.map(|(.., by, day)| (by, day)),
        input,
        rows,
        causes: sql::tuples(db, text, params![campaign]).await?,
        earlier: lessons(db, earlier, params![record.kind_id, campaign]).await?,
        kind: (record.kind_id, record.kind),
    })
}

/// A stored number of a subject in its unit.
fn unit(subject: &Subject, n: i64) -> Value {
    match subject {
        Subject::Figure(figure) if !figure.is_money() => Value::Count(n),
        _ => Value::Money(n),
    }
}

/// Figures that were promised, and articles of cost, beside what came.
pub(super) async fn rows(db: &impl ConnectionTrait, campaign: i64) -> Result<Vec<ClosingRow>> {
    let frozen = approvals::compared(db, campaign).await?;
    let plan = campaigns::promised(db, campaign, frozen.as_ref()).await?;
    let totals = campaigns::totals(db, campaign).await?;
    let mut rows: Vec<ClosingRow> = ASKED
        .into_iter()
        .filter(|figure| plan.target(*figure).is_some() || *figure == Figure::Cost)
        .map(|figure| compared(Subject::Figure(figure), figure, plan.value(figure), value(figure, &totals)))
        .collect();
    for cost in campaigns::costs_by_article(db, campaign, frozen.map(|frozen| frozen.id)).await? {
        let actual = cost.actual.map_or(Value::Gap(Gap::NoCost), Value::Money);
        rows.push(compared(Subject::Article(cost.article), Figure::Cost, Value::Money(cost.planned), actual));
    }
    Ok(rows)
}

fn compared(subject: Subject, figure: Figure, planned: Value, actual: Value) -> ClosingRow {
    ClosingRow {
        deviation: deviation(figure, actual, planned),
        subject,
        planned,
        actual,
        was: None,
        cause: None,
        note: String::new(),
    }
}

type Said = (Subject, Option<i64>, Option<(i64, String)>, String);

/// What was said of each thing that differed.
pub(super) async fn said(db: &impl ConnectionTrait, campaign: i64) -> Result<Vec<Said>> {
    let text = "SELECT c.subject, c.actual, c.cause_id, r.name, c.note FROM closing_cause c LEFT JOIN reason r ON r.id = c.cause_id WHERE c.campaign_id = $1 ORDER BY c.position";
    type Row = (String, Option<i64>, Option<i64>, Option<String>, String);
    let rows: Vec<Row> = sql::tuples(db, text, params![campaign]).await?;
    let said = |(subject, actual, id, name, note): Row| Some((Subject::parse(&subject)?, actual, id.zip(name), note));
    Ok(rows.into_iter().filter_map(said).collect())
}
