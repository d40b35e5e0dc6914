//! Opportunities on the board: moved, changed, won or lost.

use crate::{
    Act, Actor, Db, Error, Result, act, begin,
    campaigns::facts,
    leads, params,
    people::{SHOWN, attributes},
    sql,
    sql::Params,
    workspace,
};
use chrono::NaiveDate;
use domain::{
    attribute::{Attribute, Subject},
    calendar::{DateOrder, parse_day},
    conflict::Stored,
    decimal::DecimalMark,
    fault::{Fault, Faults, text},
    metrics::weighted,
    opportunity::{Board, BoardStage, CARDS_MAX, Card, Close, CloseOpportunity, NewOpportunity, OpportunityDraft},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

#[derive(sea_orm::FromQueryResult)]
struct CardRecord {
    id: i64,
    version: i64,
    stage_id: i64,
    title: String,
    person: String,
    account: Option<String>,
    amount_minor: i64,
    close_day: Option<NaiveDate>,
    owner: Option<String>,
    stage_day: NaiveDate,
    campaign: Option<String>,
    product_id: Option<i64>,
    product: Option<String>,
}

/// The board of a pipeline, or of the first, as far as the actor may see it.
///
/// # Errors
/// `Denied`, `NotFound` without such a pipeline.
pub async fn board(db: &Db, actor: &Actor, pipeline: Option<i64>) -> Result<Board> {
    actor.may(UseCase::BoardView)?;
    let db = &db.snapshot().await?;
    let text = "SELECT id, name FROM pipeline WHERE active ORDER BY position, id";
    let pipelines: Vec<(i64, String)> = sql::tuples(db, text, params![]).await?;
    let chosen = match pipeline {
        Some(id) => sql::maybe(db, "SELECT id FROM pipeline WHERE id = $1", params![id]).await?,
        None => pipelines.first().map(|(id, _)| *id),
    };
    let pipeline: i64 = chosen.ok_or(Error::NotFound)?;
    let sees = actor.sees("o");
    let text = format!(
        "SELECT s.id, s.name, s.norm_days, s.probability, COUNT(o.id), CAST(COALESCE(SUM(o.amount_minor), 0) AS BIGINT) FROM pipeline_stage s
         LEFT JOIN opportunity o ON o.pipeline_id = s.pipeline_id AND o.state = 'open' AND o.stage_id = s.id AND {sees}
         WHERE s.pipeline_id = $1 GROUP BY s.id, s.name, s.norm_days, s.probability, s.position ORDER BY s.position"
    );
    let found: Vec<(i64, String, i64, i64, i64, i64)> = sql::tuples(db, &text, params![pipeline]).await?;
    let text = format!(
        "SELECT o.id, o.version, o.stage_id, o.title, {SHOWN} AS person, a.name AS account, o.amount_minor, o.close_day, u.name AS owner, o.stage_day,
            c.name AS campaign, o.product_id, d.name AS product
         FROM opportunity o JOIN person p ON p.id = o.person_id LEFT JOIN account a ON a.id = o.account_id LEFT JOIN app_user u ON u.id = o.owner_id
         LEFT JOIN campaign c ON c.id = o.campaign_id LEFT JOIN product d ON d.id = o.product_id
         WHERE o.pipeline_id = $1 AND o.state = 'open' AND o.stage_id = $2 AND {sees} ORDER BY o.id LIMIT {CARDS_MAX}"
    );
    let attributes = attributes::of(db, Subject::Opportunity).await?;
    let mut stages = Vec::with_capacity(found.len());
    for (id, name, norm_days, probability, count, sum_minor) in found {
        let cards: Vec<CardRecord> =
            if count == 0 { Vec::new() } else { sql::rows(db, &text, params![pipeline, id]).await? };
        let ids: Vec<i64> = cards.iter().map(|card| card.id).collect();
        let mut rivals = rivals(db, &ids).await?;
        let mut values = attributes::filled(db, Subject::Opportunity, &ids, &attributes).await?;
        let cards = cards
            .into_iter()
            .map(|record| {
                let competitors = rivals.remove(&record.id).unwrap_or_default();
                let values = values.remove(&record.id).unwrap_or_default();
                Card { competitors, values, ..card(record, actor) }
            })
            .collect();
        stages.push(BoardStage { id, name, norm_days, probability, count, sum_minor, cards });
    }
    let text = format!(
        "SELECT COUNT(CASE WHEN o.state = 'won' THEN 1 END), CAST(COALESCE(SUM(CASE WHEN o.state = 'won' THEN o.amount_minor END), 0) AS BIGINT),
            COUNT(CASE WHEN o.state = 'lost' THEN 1 END), CAST(COALESCE(SUM(CASE WHEN o.state = 'lost' THEN o.amount_minor END), 0) AS BIGINT)
         FROM opportunity o WHERE o.pipeline_id = $1 AND o.state IN ('won', 'lost') AND {sees}"
    );
    let (won_count, won_minor, lost_count, lost_minor) =
        sql::tuple(db, &text, params![pipeline]).await?.unwrap_or_default();
    Ok(Board {
        pipeline,
        pipelines,
        weighted_minor: stages.iter().map(|s| weighted(s.sum_minor, s.probability)).sum(),
        stages,
        won_count,
        won_minor,
        lost_count,
        lost_minor,
        reasons: leads::reasons(db, "lost").await?,
        products: products(db).await?,
        competitors: competitors(db).await?,
        attributes,
    })
}

fn card(record: CardRecord, actor: &Actor) -> Card {
    Card {
        id: record.id,
        version: record.version,
        stage_id: record.stage_id,
        title: record.title,
        who: record.account.unwrap_or(record.person),
        amount_minor: record.amount_minor,
        close_day: record.close_day,
        owner: record.owner.unwrap_or_default(),
        days: (actor.today - record.stage_day).num_days().max(0),
        campaign: record.campaign.unwrap_or_default(),
        product_id: record.product_id,
        product: record.product.unwrap_or_default(),
        competitors: Vec::new(),
        values: Vec::new(),
    }
}

/// The competitors of opportunities.
async fn rivals(db: &impl ConnectionTrait, ids: &[i64]) -> Result<HashMap<i64, Vec<(i64, String)>>> {
    let mut of: HashMap<i64, Vec<(i64, String)>> = HashMap::new();
    if ids.is_empty() {
        return Ok(of);
    }
    let mut params = Params::default();
    let list = sql::list(&mut params, ids.iter().copied());
    let text = format!(
        "SELECT r.opportunity_id, c.id, c.name FROM opportunity_competitor r JOIN competitor c ON c.id = r.competitor_id WHERE r.opportunity_id IN ({list}) ORDER BY c.position, c.id"
    );
    for (id, competitor, name) in sql::tuples::<(i64, i64, String)>(db, &text, params.0).await? {
        of.entry(id).or_default().push((competitor, name));
    }
    Ok(of)
}

async fn competitors(db: &impl ConnectionTrait) -> Result<Vec<(i64, String)>> {
    let text = "SELECT id, name FROM competitor WHERE active
        OR EXISTS (SELECT 1 FROM opportunity_competitor r JOIN opportunity o ON o.id = r.opportunity_id AND o.state = 'open' WHERE r.competitor_id = competitor.id) ORDER BY position, id";
    sql::tuples(db, text, params![]).await
}

/// Writes who else wants an opportunity.
async fn put_rivals(db: &impl ConnectionTrait, id: i64, competitors: &[i64]) -> Result<()> {
    sql::execute(db, "DELETE FROM opportunity_competitor WHERE opportunity_id = $1", params![id]).await?;
    for competitor in competitors {
        let known: Option<i64> =
            sql::maybe(db, "SELECT id FROM competitor WHERE id = $1", params![*competitor]).await?;
        known.ok_or_else(|| Error::invalid("competitors", Fault::Unknown))?;
        let text =
            "INSERT INTO opportunity_competitor (opportunity_id, competitor_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        sql::execute(db, text, params![id, *competitor]).await?;
    }
    Ok(())
}

/// The names of competitors, as a conflict shows them.
async fn rival_names(db: &impl ConnectionTrait, ids: &[i64]) -> Result<String> {
    let all = competitors(db).await?;
    let names = all.into_iter().filter(|(id, _)| ids.contains(id)).map(|(_, name)| name);
    Ok(names.collect::<Vec<_>>().join(", "))
}

async fn products(db: &impl ConnectionTrait) -> Result<Vec<(i64, String)>> {
    sql::tuples(db, "SELECT id, name FROM product WHERE active OR EXISTS (SELECT 1 FROM opportunity o WHERE o.product_id = product.id AND o.state = 'open') ORDER BY position, id", params![]).await
}

/// The name of a product that somebody chose; empty for none.
async fn product_name(db: &impl ConnectionTrait, product: Option<i64>) -> Result<String> {
    let Some(product) = product else { return Ok(String::new()) };
    let name: Option<String> = sql::maybe(db, "SELECT name FROM product WHERE id = $1", params![product]).await?;
    name.ok_or_else(|| Error::invalid("product", Fault::Unknown))
}

#[derive(sea_orm::FromQueryResult)]
struct Open {
    person_id: i64,
    campaign_id: Option<i64>,
    pipeline_id: i64,
    amount_minor: i64,
}

/// An open opportunity that the actor may see.
async fn open(db: &impl ConnectionTrait, actor: &Actor, id: i64) -> Result<Open> {
    let text = format!(
        "SELECT o.person_id, o.campaign_id, o.pipeline_id, o.amount_minor FROM opportunity o WHERE o.id = $1 AND o.state = 'open' AND {}",
        actor.sees("o")
    );
    match sql::rows(db, &text, params![id]).await?.into_iter().next() {
        Some(open) => Ok(open),
        None => {
            let there = format!("SELECT o.id FROM opportunity o WHERE o.id = $1 AND {}", actor.sees("o"));
            let there: Option<i64> = sql::maybe(db, &there, params![id]).await?;
            Err(if there.is_some() { Error::State("closed already") } else { Error::NotFound })
        }
    }
}

/// What it is about, its amount and its expected day, as typed.
async fn read(
    db: &Db,
    (title, amount, day): (&str, &str, &str),
    mark: DecimalMark,
) -> Result<(String, i64, Option<NaiveDate>)> {
    let currency = workspace::existing(&db.read).await?.currency;
    let mut faults = Faults::default();
    let title = faults.take("title", text(title, 160));
    let amount = faults.take("amount", leads::amount(amount, mark, currency));
    let day = if day.trim().is_empty() {
        Some(None)
    } else {
        faults.take("close_day", parse_day(day, DateOrder::YearMonthDay)).map(Some)
    };
    match (title, amount, day) {
        (Some(title), Some(amount), Some(day)) => Ok((title, amount, day)),
        _ => Err(Error::Invalid(faults.into_vec())),
    }
}

/// Adds an opportunity to the first stage of a pipeline.
///
/// # Errors
/// `Denied`, `NotFound`, `Invalid` with all faults.
pub async fn add(db: &Db, actor: &Actor, request: &str, draft: &NewOpportunity, mark: DecimalMark) -> Result<i64> {
    actor.may(UseCase::OpportunityAdd)?;
    let (title, amount, day) = read(db, (&draft.title, &draft.amount, &draft.close_day), mark).await?;
    let act: Act = begin!(db, actor, UseCase::OpportunityAdd, request);
    let here: Option<i64> =
        sql::maybe(&act.tx, "SELECT id FROM live_person WHERE id = $1", params![draft.person]).await?;
    here.ok_or_else(|| Error::invalid("person", Fault::Required))?;
    product_name(&act.tx, draft.product).await?;
    let id: Option<i64> = sql::maybe(
        &act.tx,
        "INSERT INTO opportunity (person_id, account_id, pipeline_id, stage_id, stage_day, title, amount_minor, state, owner_id, created_day, close_day, product_id)
         SELECT CAST($1 AS BIGINT), (SELECT account_id FROM person WHERE id = $1), s.pipeline_id, s.id, $2, $3, CAST($4 AS BIGINT), 'open', CAST($5 AS BIGINT), $2, $6, CAST($8 AS BIGINT)
         FROM pipeline_stage s WHERE s.pipeline_id = COALESCE($7, (SELECT id FROM pipeline WHERE active ORDER BY position, id LIMIT 1)) ORDER BY s.position LIMIT 1 RETURNING id",
        params![draft.person, actor.today, title.as_str(), amount, actor.user_id, day, draft.pipeline, draft.product],
    )
    .await?;
    let id = id.ok_or_else(|| Error::invalid("pipeline", Fault::Unknown))?;
    put_rivals(&act.tx, id, &draft.competitors).await?;
    act.finish(id, "opportunity", Some(id), &title).await
}

/// Moves an opportunity to another stage of its pipeline.
///
/// # Errors
/// `Denied`, `Invalid` at `stage`, `Conflict`; `State` when it is closed.
pub async fn move_to(db: &Db, actor: &Actor, request: &str, id: i64, version: i64, stage: i64) -> Result<i64> {
    let act: Act = begin!(db, actor, UseCase::OpportunityMove, request);
    let open = open(&act.tx, actor, id).await?;
    act::claim_version(&act.tx, "opportunity", id, version).await?;
    let known: Option<i64> = sql::maybe(
        &act.tx,
        "SELECT id FROM pipeline_stage WHERE id = $1 AND pipeline_id = $2",
        params![stage, open.pipeline_id],
    )
    .await?;
    known.ok_or_else(|| Error::invalid("stage", Fault::Unknown))?;
    let text = "UPDATE opportunity SET stage_id = $2, stage_day = CASE WHEN stage_id = $2 THEN stage_day ELSE $3 END WHERE id = $1";
    sql::execute(&act.tx, text, params![id, stage, actor.today]).await?;
    act.finish(version + 1, "opportunity", Some(id), &format!("stage {stage}")).await
}

/// Changes title, amount and expected day.
///
/// # Errors
/// `Denied`, `Invalid` with all faults, `Conflict`; `State` when it is closed.
pub async fn save(db: &Db, actor: &Actor, request: &str, draft: &OpportunityDraft, mark: DecimalMark) -> Result<i64> {
    actor.may(UseCase::OpportunitySave)?;
    let (title, amount, day) = read(db, (&draft.title, &draft.amount, &draft.close_day), mark).await?;
    let attributes = attributes::of(&db.read, Subject::Opportunity).await?;
    let mut faults = Faults::default();
    let values = attributes::read(&attributes, &draft.values, &mut faults);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults.into_vec()));
    }
    let act: Act = begin!(db, actor, UseCase::OpportunitySave, request);
    open(&act.tx, actor, draft.id).await?;
    let product = product_name(&act.tx, draft.product).await?;
    let fixed = [
        ("title", Stored::Text(title.clone())),
        ("amount", Stored::Money(amount)),
        ("close_day", Stored::Day(day)),
        ("product", Stored::Text(product)),
        ("competitors", Stored::Text(rival_names(&act.tx, &draft.competitors).await?)),
    ];
    let fixed = fixed.map(|(field, value)| (field.to_owned(), value));
    let more = draft.values.iter().map(|value| attributes::stored(&attributes, value));
    let typed = fixed.into_iter().chain(more).collect();
    let now = stored_form(&act.tx, draft, &attributes);
    act::claim_form(&act.tx, "opportunity", (draft.id, draft.version), typed, now).await?;
    let text = "UPDATE opportunity SET title = $2, amount_minor = $3, close_day = $4, product_id = $5 WHERE id = $1";
    sql::execute(&act.tx, text, params![draft.id, title, amount, day, draft.product]).await?;
    put_rivals(&act.tx, draft.id, &draft.competitors).await?;
    attributes::write(&act.tx, Subject::Opportunity, draft.id, &values).await?;
    act.finish(draft.version + 1, "opportunity", Some(draft.id), "").await
}

/// An opportunity as the form shows it, with those attributes that were typed.
async fn stored_form(
    db: &impl ConnectionTrait,
    draft: &OpportunityDraft,
    attributes: &[Attribute],
) -> Result<Vec<Stored>> {
    let id = draft.id;
    let text = "SELECT o.title, o.amount_minor, o.close_day, COALESCE(d.name, '') FROM opportunity o LEFT JOIN product d ON d.id = o.product_id WHERE o.id = $1";
    let (title, amount, day, product): (String, i64, Option<NaiveDate>, String) =
        sql::tuple(db, text, params![id]).await?.ok_or(Error::NotFound)?;
    let rivals = rivals(db, &[id]).await?.remove(&id).unwrap_or_default();
    let rivals = Stored::Text(rivals.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(", "));
    let now = attributes::form(db, Subject::Opportunity, id, attributes).await?;
    let had = |(id, _): &(i64, String)| now.iter().find(|(other, _)| other == id);
    let more = draft.values.iter().filter_map(had).map(|value| attributes::stored(attributes, value).1);
    let fixed = [Stored::Text(title), Stored::Money(amount), Stored::Day(day), Stored::Text(product), rivals];
    Ok(fixed.into_iter().chain(more).collect())
}

/// Ends an opportunity as won, with its amount, or lost, with a reason.
///
/// # Errors
/// `Denied`, `Invalid` at `amount`, `reason` or `note`, `Conflict`; `State` when it is closed.
pub async fn close(db: &Db, actor: &Actor, request: &str, input: &CloseOpportunity, mark: DecimalMark) -> Result<i64> {
    actor.may(UseCase::OpportunityClose)?;
    let currency = workspace::existing(&db.read).await?.currency;
    // What was won is said, and be it nothing: an amount that was erased is not the one before.
    let won = match input.close {
        Close::Won if input.amount.trim().is_empty() => return Err(Error::invalid("amount", Fault::Required)),
        Close::Won => leads::amount(&input.amount, mark, currency).map_err(|fault| Error::invalid("amount", fault))?,
        Close::Lost { .. } => 0,
    };
    if input.note.chars().count() > 2000 {
        return Err(Error::invalid("note", Fault::TooLong));
    }
    let act: Act = begin!(db, actor, UseCase::OpportunityClose, request);
    let open = open(&act.tx, actor, input.id).await?;
    act::claim_version(&act.tx, "opportunity", input.id, input.version).await?;
    let (state, reason, amount) = match input.close {
        Close::Won => ("won", None, won),
        Close::Lost { reason } => {
            let known: Option<i64> =
                sql::maybe(&act.tx, "SELECT id FROM reason WHERE id = $1 AND kind = 'lost'", params![reason]).await?;
            known.ok_or_else(|| Error::invalid("reason", Fault::Required))?;
            ("lost", Some(reason), open.amount_minor)
        }
    };
    sql::execute(
        &act.tx,
        "UPDATE opportunity SET state = $2, reason_id = $3, amount_minor = $4, closed_day = $5, note = $6 WHERE id = $1",
        params![input.id, state, reason, amount, actor.today, input.note.trim()],
    )
    .await?;
    if let Some(campaign) = open.campaign_id {
        if state == "won" {
            facts::enter(&act.tx, campaign, open.person_id, "won", actor.today).await?;
        } else {
            let text = "SELECT COUNT(*) FROM opportunity WHERE person_id = $1 AND campaign_id = $2 AND state IN ('open', 'won')";
            if sql::scalar::<i64>(&act.tx, text, params![open.person_id, campaign]).await? == 0 {
                facts::fail(&act.tx, campaign, open.person_id).await?;
            }
        }
    }
    act.finish(input.version + 1, "opportunity", Some(input.id), state).await
}

/// Opens an opportunity again that was ended by mistake; it stands in the stage where it was. What its end made of the funnel
/// is taken back, unless something else says the same.
///
/// # Errors
/// `Denied`, `NotFound`, `Conflict`; `State` when it is open.
pub async fn reopen(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<i64> {
    let act: Act = begin!(db, actor, UseCase::OpportunityReopen, request);
    let text = format!(
        "SELECT o.person_id, o.campaign_id, o.state FROM opportunity o WHERE o.id = $1 AND {}",
        actor.sees("o")
    );
    let (person, campaign, state): (i64, Option<i64>, String) =
        sql::tuple(&act.tx, &text, params![id]).await?.ok_or(Error::NotFound)?;
    if state == "open" {
        return Err(Error::State("open already"));
    }
    act::claim_version(&act.tx, "opportunity", id, version).await?;
    let text = "UPDATE opportunity SET state = 'open', reason_id = NULL, closed_day = NULL WHERE id = $1";
    sql::execute(&act.tx, text, params![id]).await?;
    if let Some(campaign) = campaign {
        let others = "SELECT COUNT(*) FROM opportunity WHERE person_id = $1 AND campaign_id = $2 AND state = 'won'";
        if state == "won" && sql::scalar::<i64>(&act.tx, others, params![person, campaign]).await? == 0 {
            facts::leave(&act.tx, campaign, person, "won").await?;
        }
        facts::reopen(&act.tx, campaign, person).await?;
    }
    act.finish(version + 1, "opportunity", Some(id), "open").await
}
