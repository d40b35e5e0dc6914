//! The rows behind a figure. What the viewer may not open is counted, so that the rows always add up to the figure.

use super::audience;
use crate::{Actor, Db, Error, Result, params, people::SHOWN, sql, sql::Params, workspace};
use chrono::NaiveDate;
use domain::{
    campaign::{FigureRow, FigureRows, RowsOf},
    fault::Fault,
    metrics::{Figure, Value, value},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// Rows of one page.
pub(crate) const PAGE: i64 = 100;

/// One page of the rows behind a figure.
///
/// # Errors
/// `Denied`, `NotFound`, `Invalid` for a cursor that cannot be read.
pub async fn rows(db: &Db, actor: &Actor, campaign: i64, of: RowsOf, after: Option<&str>) -> Result<FigureRows> {
    actor.may(UseCase::CampaignRows)?;
    let db = &db.snapshot().await?;
    let record = super::record(db, campaign).await?;
    let calendar = workspace::existing(db).await?.calendar;
    let mut params = Params::default();
    let id = params.add(campaign);
    let mut title = String::new();
    let source = match of {
        RowsOf::Figure(Figure::Contacted) => entered(&format!("e.campaign_id = {id} AND e.fact = 'contacted'")),
        RowsOf::Figure(Figure::Responders) => entered(&format!("e.campaign_id = {id} AND e.fact = 'responded'")),
        RowsOf::Figure(Figure::NewLeads) => leads(actor, &format!("l.campaign_id = {id}")),
        RowsOf::Figure(Figure::ConvertedLeads) => {
            leads(actor, &format!("l.campaign_id = {id} AND l.state = 'qualified'"))
        }
        RowsOf::Figure(Figure::Opportunities) => opportunities(actor, &format!("o.campaign_id = {id}")),
        RowsOf::Figure(Figure::Won | Figure::Revenue) => {
            opportunities(actor, &format!("o.campaign_id = {id} AND o.state = 'won'"))
        }
        RowsOf::Figure(Figure::Cost) => costs(&format!("c.campaign_id = {id} AND c.actual_base IS NOT NULL")),
        // Both sides of a ratio.
        RowsOf::Figure(Figure::CostPerLead) => format!(
            "{} UNION ALL {}",
            leads(actor, &format!("l.campaign_id = {id}")),
            costs(&format!("c.campaign_id = {id} AND c.actual_base IS NOT NULL"))
        ),
        RowsOf::Figure(Figure::Roi) => format!(
            "{} UNION ALL {}",
            opportunities(actor, &format!("o.campaign_id = {id} AND o.state = 'won'")),
            costs(&format!("c.campaign_id = {id} AND c.actual_base IS NOT NULL"))
        ),
        RowsOf::Stage(stage) | RowsOf::Joined(stage) => {
            let known = "SELECT position, name FROM funnel_stage WHERE id = $1 AND kind_id = $2";
            let (position, name): (i64, String) =
                sql::tuple(db, known, params![stage, record.kind_id]).await?.ok_or(Error::NotFound)?;
            title = name;
            let (kind, at) = (params.add(record.kind_id), params.add(position));
            let having = if matches!(of, RowsOf::Stage(_)) {
                format!("MIN(s.position) = 0 AND MAX(s.position) >= {at}")
            } else {
                format!("MIN(s.position) = {at}")
            };
            people(&format!(
                "SELECT e.person_id, COALESCE(MIN(CASE WHEN s.position = {at} THEN e.day END), MIN(CASE WHEN s.position > {at} THEN e.day END)) AS day FROM funnel_entry e JOIN funnel_stage s ON s.kind_id = {kind} AND s.fact = e.fact
                 WHERE e.campaign_id = {id} GROUP BY e.person_id HAVING {having}"
            ))
        }
        RowsOf::Term { activity, term } if is_draft(db, campaign, activity).await? => {
            let stored = audience::stored(db, activity).await?;
            let text = audience::terms(db, &stored, actor.today, &mut params).await?.ok_or(Error::NotFound)?;
            let term = params.add(term);
            people(&format!(
                "SELECT t.id AS person_id, CAST(NULL AS DATE) AS day FROM ({text}) t WHERE t.term = {term}"
            ))
        }
        RowsOf::Term { activity, term } => {
            // The index holds those who left.
            let left = if term == 0 { "" } else { " AND m.term <> 0" };
            let (activity, term) = (params.add(activity), params.add(term));
            people(&format!(
                "SELECT m.person_id, CAST(NULL AS DATE) AS day FROM audience_member m JOIN activity t ON t.id = m.activity_id WHERE t.campaign_id = {id} AND m.activity_id = {activity} AND m.term = {term}{left}"
            ))
        }
        RowsOf::Part { by, id: part, figure } => {
            let (at, part) = (super::parts::columns(by), params.add(part));
            let lead = format!("l.campaign_id = {id} AND COALESCE({}, 0) = {part}", at.lead);
            let deal = format!("o.campaign_id = {id} AND COALESCE({}, 0) = {part}", at.opportunity);
            match figure {
                Figure::NewLeads => leads(actor, &lead),
                Figure::ConvertedLeads => leads(actor, &format!("{lead} AND l.state = 'qualified'")),
                Figure::Opportunities => opportunities(actor, &deal),
                Figure::Won | Figure::Revenue => opportunities(actor, &format!("{deal} AND o.state = 'won'")),
                _ => return Err(Error::invalid("of", Fault::Unknown)),
            }
        }
        RowsOf::Revenue(first) => {
            let (first, last) = month(&mut params, calendar, first);
            opportunities(
                actor,
                &format!("o.campaign_id = {id} AND o.state = 'won' AND o.closed_day BETWEEN {first} AND {last}"),
            )
        }
        RowsOf::Cost(first) => {
            let (first, last) = month(&mut params, calendar, first);
            costs(&format!(
                "c.campaign_id = {id} AND c.actual_base IS NOT NULL AND c.document_day BETWEEN {first} AND {last}"
            ))
        }
    };
    let page = page(db, &source, params, after).await?;
    let value = match of {
        RowsOf::Figure(figure) => value(figure, &super::totals(db, campaign).await?),
        RowsOf::Revenue(_) | RowsOf::Cost(_) | RowsOf::Part { figure: Figure::Revenue, .. } => Value::Money(page.sum),
        RowsOf::Stage(_) | RowsOf::Joined(_) | RowsOf::Term { .. } | RowsOf::Part { .. } => Value::Count(page.all),
    };
    Ok(FigureRows {
        campaign: record.name,
        title,
        value,
        rows: page.rows,
        visible: page.visible,
        hidden: page.all - page.visible,
        next: page.next,
    })
}

/// Whether nobody was put on the audience of an activity yet, so that its equation is what it would be now.
async fn is_draft(db: &impl ConnectionTrait, campaign: i64, activity: i64) -> Result<bool> {
    let text = "SELECT state FROM activity WHERE id = $1 AND campaign_id = $2";
    let state: Option<String> = sql::maybe(db, text, params![activity, campaign]).await?;
    Ok(state.ok_or(Error::NotFound)? == "draft")
}

fn month(params: &mut Params, calendar: domain::calendar::Calendar, day: NaiveDate) -> (String, String) {
    let month = calendar.month_of(day);
    (params.add(month.first), params.add(month.last))
}

/// Columns of every source: `key` orders the rows and is unique, `seen` tells whether the viewer may open the row.
fn people(who: &str) -> String {
    format!(
        "SELECT p.id * 2 AS key, p.id AS id, p.id AS person_id, {SHOWN} AS name, a.name AS account, w.day AS day, 'person' AS state,
         CAST(NULL AS BIGINT) AS amount, TRUE AS seen FROM ({who}) w JOIN person p ON p.id = w.person_id LEFT JOIN account a ON a.id = p.account_id"
    )
}

fn entered(condition: &str) -> String {
    people(&format!("SELECT e.person_id, e.day FROM funnel_entry e WHERE {condition}"))
}

pub(crate) fn leads(actor: &Actor, condition: &str) -> String {
    format!(
        "SELECT l.id * 2 AS key, l.id AS id, p.id AS person_id, {SHOWN} AS name, a.name AS account, l.created_day AS day, l.state AS state,
         CAST(NULL AS BIGINT) AS amount, {} AS seen FROM lead l JOIN person p ON p.id = l.person_id LEFT JOIN account a ON a.id = p.account_id WHERE {condition}",
        actor.sees("l")
    )
}

pub(crate) fn opportunities(actor: &Actor, condition: &str) -> String {
    format!(
        "SELECT o.id * 2 AS key, o.id AS id, p.id AS person_id, o.title AS name, a.name AS account, COALESCE(o.closed_day, o.created_day) AS day, o.state AS state,
         o.amount_minor AS amount, {} AS seen FROM opportunity o JOIN person p ON p.id = o.person_id LEFT JOIN account a ON a.id = p.account_id WHERE {condition}",
        actor.sees("o")
    )
}

/// Of a line that several of the campaigns share, their parts together.
pub(crate) fn costs(condition: &str) -> String {
    format!(
        "SELECT n.line_id * 2 + 1 AS key, n.line_id AS id, CAST(NULL AS BIGINT) AS person_id, n.article AS name, s.name AS account, n.document_day AS day, 'cost' AS state,
         n.amount AS amount, TRUE AS seen
         FROM (SELECT c.line_id, c.article, c.document_day, CAST(SUM(c.actual_base) AS BIGINT) AS amount FROM cost_part c WHERE {condition} GROUP BY c.line_id, c.article, c.document_day) n
         JOIN cost_line l ON l.id = n.line_id LEFT JOIN account s ON s.id = l.supplier_id"
    )
}

/// One page of rows with the counts of all.
pub(crate) struct Page {
    pub rows: Vec<FigureRow>,
    pub all: i64,
    pub visible: i64,
    pub sum: i64,
    pub next: Option<String>,
}

pub(crate) async fn page(db: &impl ConnectionTrait, source: &str, params: Params, after: Option<&str>) -> Result<Page> {
    let counting = format!(
        "SELECT COUNT(*), COUNT(CASE WHEN seen THEN 1 END), CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ({source}) r"
    );
    let (all, visible, sum): (i64, i64, i64) = sql::tuple(db, &counting, params.0.clone()).await?.unwrap_or_default();
    let after: i64 = after.map_or(Ok(0), str::parse).map_err(|_| Error::invalid("after", Fault::Unknown))?;
    let mut paging = params;
    let text = format!(
        "SELECT key, id, person_id, name, account, day, state, amount FROM ({source}) r WHERE seen AND key > {} ORDER BY key LIMIT {}",
        paging.add(after),
        PAGE + 1
    );
    type Row = (i64, i64, Option<i64>, String, Option<String>, Option<NaiveDate>, String, Option<i64>);
    let mut found: Vec<Row> = sql::tuples(db, &text, paging.0).await?;
    let more = i64::try_from(found.len()).unwrap_or(0) > PAGE;
    if more {
        found.pop();
    }
    let next = if more { found.last().map(|row| row.0.to_string()) } else { None };
    let row = |(_, id, person_id, name, account, day, state, amount_minor): Row| FigureRow {
        id,
        person_id,
        name,
        account: account.unwrap_or_default(),
        day,
        state,
        amount_minor,
    };
    Ok(Page { rows: found.into_iter().map(row).collect(), all, visible, sum, next })
}
