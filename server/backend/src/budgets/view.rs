//! One budget: its pace, the campaigns that take from it, the times it was gone over.

use super::{
    index::{choices, rows},
    pace,
    sums::{HOLDS, parts},
};
use crate::{Actor, Db, Error, Result, costs, params, sql, sql::Params, workspace};
use chrono::NaiveDate;
use domain::{
    activity::ActivityKind,
    budget::{BudgetCampaign, BudgetDraft, BudgetRow, BudgetView, Moment, OverrideRow},
    decimal,
    rights::UseCase,
};

/// Campaigns, and overrides, that one page shows.
const ROWS_MAX: i64 = 200;

/// Everything about a budget.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn view(db: &Db, actor: &Actor, id: i64) -> Result<BudgetView> {
    actor.may(UseCase::BudgetView)?;
    let db = &db.snapshot().await?;
    let workspace = workspace::existing(db).await?;
    let row = rows(db, "b.id = $1", params![id]).await?.into_iter().next().ok_or(Error::NotFound)?;
    let span = (row.left.first, row.left.last);
    let (only, params) = narrowed(&row);
    let months = pace::months(db, workspace.calendar, span, actor.today, &only, params).await?;
    let text = format!(
        "SELECT c.campaign_id, k.name, {}, CAST(SUM(c.lines) AS BIGINT) FROM ({}) c JOIN budget b ON b.id = $3 JOIN campaign k ON k.id = c.campaign_id WHERE {}
         GROUP BY c.campaign_id, k.name ORDER BY SUM(c.exposure_base) DESC, c.campaign_id LIMIT {ROWS_MAX}",
        costs::SUMS,
        parts("$1", "$2"),
        HOLDS.replace("f.", "c."),
    );
    type Taken = (i64, String, i64, i64, i64, i64, i64, i64);
    let taken: Vec<Taken> = sql::tuples(db, &text, params![span.0, span.1, id]).await?;
    let campaign = |(id, name, planned, committed, actual, exposure, forecast, lines): Taken| BudgetCampaign {
        id,
        name,
        sums: costs::sums((planned, committed, actual, exposure, forecast)),
        lines,
    };
    let text = format!(
        "SELECT o.day, u.name, o.campaign_id, k.name, o.moment, o.over_minor, o.reason FROM budget_override o JOIN app_user u ON u.id = o.user_id JOIN campaign k ON k.id = o.campaign_id
         WHERE o.budget_id = $1 ORDER BY o.id DESC LIMIT {ROWS_MAX}"
    );
    type Gone = (NaiveDate, String, i64, String, String, i64, String);
    let overrides: Vec<Gone> = sql::tuples(db, &text, params![id]).await?;
    let gone = |(day, by, campaign, name, moment, over, reason): Gone| OverrideRow {
        day,
        by,
        campaign: Some((campaign, name)),
        moment: Moment::ALL.into_iter().find(|m| m.as_str() == moment).unwrap_or(Moment::Committing),
        over,
        reason,
    };
    let choice = choices(db).await?;
    Ok(BudgetView {
        input: BudgetDraft {
            id: Some(id),
            version: row.version,
            name: row.left.name.clone(),
            first: row.left.first.to_string(),
            last: row.left.last.to_string(),
            limit: decimal::write(row.left.limit, workspace.currency.places()),
            team: row.team.as_ref().map(|(id, _)| *id),
            line: row.line.as_ref().map(|(id, _)| *id),
            channel: row.channel,
            campaign: row.campaign.as_ref().map(|(id, _)| *id),
            guards: row.guards,
        },
        row,
        months,
        campaigns: taken.into_iter().map(campaign).collect(),
        overrides: overrides.into_iter().map(gone).collect(),
        today: actor.today,
        teams: choice.teams,
        lines: choice.lines,
        all_campaigns: choice.campaigns,
    })
}

/// The lines of a budget, as a condition over `c`, `k`, `u` and `a`.
fn narrowed(row: &BudgetRow) -> (String, Params) {
    let mut params = Params::default();
    let mut only = String::new();
    for (column, id) in [
        ("c.campaign_id", row.campaign.as_ref().map(|(id, _)| *id)),
        ("k.line_id", row.line.as_ref().map(|(id, _)| *id)),
        ("u.team_id", row.team.as_ref().map(|(id, _)| *id)),
    ] {
        if let Some(id) = id {
            only.push_str(&format!(" AND {column} = {}", params.add(id)));
        }
    }
    if let Some(channel) = row.channel {
        only.push_str(&format!(" AND a.kind = {}", params.add(ActivityKind::as_str(channel))));
    }
    (only, params)
}
