//! What the demo's people do: letters go out, some answer, calls are made, leads are sold or not.

use super::{
    Demo, Dice,
    campaigns::{Made, Sketch},
};
use crate::{Result, campaigns, jobs, leads, opportunities, params, responses, sql, today};
use chrono::{Days, NaiveDate};
use domain::{
    activity::ActivityKind,
    decimal::DecimalMark,
    lead::Qualify,
    opportunity::{Close, CloseOpportunity, OpportunityDraft},
    response::ResponseDraft,
    touch::{Outcome, TouchResult},
};

/// Calls of one campaign that are worked through; a larger base does not make the demo's two salespeople faster.
const CALLS_MAX: i64 = 70;
/// Responses by hand of one campaign.
const RESPONSES_MAX: u64 = 40;

fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

/// Sends what is sent together, and records who answered.
pub async fn send(demo: &Demo<'_>, dice: &mut Dice, sketch: &Sketch, made: &Made) -> Result<()> {
    for (activity, kind) in made.activities.iter().filter(|(_, kind)| kind.is_sent()) {
        let day = later(made.first, 2).min(demo.day);
        campaigns::mark_sent(demo.db, &demo.marketer_on(day), "", *activity).await?;
        jobs::drain(demo.db).await?;
        let text = "SELECT person_id FROM touch WHERE activity_id = $1 AND state = 'done' ORDER BY id LIMIT 400";
        let people: Vec<i64> = sql::column(&demo.db.read, text, params![*activity]).await?;
        let mut answered = 0;
        for person in people {
            if dice.roll(100) >= sketch.answers || answered >= RESPONSES_MAX {
                continue;
            }
            answered += 1;
            let outcome = match dice.roll(10) {
                0..=5 => Outcome::Interested,
                6..=8 => Outcome::NotInterested,
                _ => Outcome::DoNotContact,
            };
            let day = later(day, 2 + dice.roll(11)).min(demo.day);
            let seller = dice.pick(&demo.sellers)?;
            let channel = if *kind == ActivityKind::Email { "reply" } else { "reply card" };
            let draft = ResponseDraft {
                campaign: made.campaign,
                activity: Some(*activity),
                person: Some(person),
                name: String::new(),
                contact: String::new(),
                channel: channel.into(),
                outcome,
                day: String::new(),
                note: if outcome == Outcome::Interested { "Asks for a visit.".into() } else { String::new() },
                make_lead: true,
            };
            responses::record(demo.db, &demo.seller_on(seller, day), "", &draft).await?;
        }
    }
    Ok(())
}

/// Begins the follow-ups that are due on the days after the letters.
pub async fn follow(demo: &Demo<'_>, made: &Made) -> Result<()> {
    for days in [16_u64, 18, 21] {
        let day = later(made.first, days + 2);
        if day <= demo.day {
            campaigns::due_follow_ups(demo.db, demo.ms(day)).await?;
            jobs::drain(demo.db).await?;
        }
    }
    Ok(())
}

/// Works through calls in the order of their days, leaving the last ones for now.
pub async fn call(demo: &Demo<'_>, dice: &mut Dice, sketch: &Sketch, made: &Made) -> Result<()> {
    for (activity, _) in made.activities.iter().filter(|(_, kind)| *kind == ActivityKind::Call) {
        for seller in demo.sellers {
            let from = demo.seller_on(seller, later(made.first, 1).min(demo.day));
            for _ in 0..2 {
                match today::take(demo.db, &from, "", *activity, 20).await {
                    Ok(_) | Err(crate::Error::State(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        let text = "SELECT id, assignee_id, due_day FROM touch WHERE activity_id = $1 AND state = 'planned' AND due_day < $2 ORDER BY due_day, id LIMIT $3";
        let calls: Vec<(i64, i64, NaiveDate)> =
            sql::tuples(&demo.db.read, text, params![*activity, demo.day, CALLS_MAX]).await?;
        for (id, seller, day) in calls {
            // Some are late, which Today shows.
            if dice.roll(18) == 0 && !sketch.finished {
                continue;
            }
            one_call(demo, dice, sketch, (id, seller, day)).await?;
        }
    }
    Ok(())
}

async fn one_call(
    demo: &Demo<'_>,
    dice: &mut Dice,
    sketch: &Sketch,
    (id, seller, day): (i64, i64, NaiveDate),
) -> Result<()> {
    let actor = demo.seller_on(seller, day);
    let version = today::touch(demo.db, &actor, id).await?.version;
    let outcome = if dice.roll(100) < sketch.answers {
        Outcome::Interested
    } else {
        match dice.roll(12) {
            0..=2 => Outcome::NoAnswer,
            3..=4 => Outcome::CallBack,
            5 => Outcome::WrongNumber,
            6 => Outcome::DoNotContact,
            _ => Outcome::NotInterested,
        }
    };
    let note = match outcome {
        Outcome::CallBack => "In a meeting, asked to ring again.",
        Outcome::Interested => "Two units are older than ten years.",
        _ => "",
    };
    let input = TouchResult {
        id,
        version,
        outcome,
        seconds: i64::try_from(40 + dice.roll(400)).unwrap_or(60),
        note: note.into(),
        next_day: None,
        make_lead: outcome == Outcome::Interested,
    };
    today::record(demo.db, &actor, "", &input).await?;
    Ok(())
}

/// Qualifies most leads of a campaign, moves their opportunities on and closes some.
pub async fn sell(demo: &Demo<'_>, dice: &mut Dice, made: &Made) -> Result<()> {
    let text = "SELECT id, owner_id, created_day FROM lead WHERE campaign_id = $1 AND state = 'new' ORDER BY id";
    let open: Vec<(i64, i64, NaiveDate)> = sql::tuples(&demo.db.read, text, params![made.campaign]).await?;
    for lead in open {
        one_lead(demo, dice, lead).await?;
    }
    Ok(())
}

async fn one_lead(demo: &Demo<'_>, dice: &mut Dice, (id, owner, created): (i64, i64, NaiveDate)) -> Result<()> {
    let db = demo.db;
    let seller = if demo.sellers.contains(&owner) { owner } else { dice.pick(&demo.sellers)? };
    let on = |days: u64| demo.seller_on(seller, later(created, days).min(demo.day));
    match dice.roll(12) {
        0 => return Ok(()),
        1 => {
            leads::take(db, &on(1), "", id, 1).await?;
            return Ok(());
        }
        2..=4 => {
            let reason = dice.pick(&demo.unfit)?;
            return leads::disqualify(db, &on(2), "", id, 1, reason).await;
        }
        _ => {}
    }
    let amount = (6 + dice.roll(40)) * 500;
    let input = Qualify {
        id,
        version: 1,
        account: String::new(),
        opportunity: dice.roll(8) > 0,
        title: String::new(),
        amount: amount.to_string(),
    };
    let Some(opportunity) = leads::qualify(db, &on(2), "", &input, DecimalMark::Point).await? else { return Ok(()) };
    let text = "SELECT title FROM opportunity WHERE id = $1";
    let draft = OpportunityDraft {
        id: opportunity,
        version: 1,
        title: sql::scalar(&db.read, text, params![opportunity]).await?,
        amount: amount.to_string(),
        close_day: later(created, 45).to_string(),
        product: Some(dice.pick(&demo.products)?),
        values: Vec::new(),
        competitors: demo.competitors.get(usize::try_from(id % 7).unwrap_or(0)).copied().into_iter().collect(),
    };
    let mut version = opportunities::save(db, &on(2), "", &draft, DecimalMark::Point).await?;
    let steps = usize::try_from(dice.roll(5)).unwrap_or(0);
    for (step, stage) in (1_u64..).zip(demo.stages.iter().skip(1).take(steps)) {
        version = opportunities::move_to(db, &on(2 + step * 5), "", opportunity, version, *stage).await?;
    }
    // What is younger than a month is still open.
    if later(created, 30) > demo.day {
        return Ok(());
    }
    let close = match dice.roll(10) {
        0..=4 => Close::Won,
        _ => Close::Lost { reason: dice.pick(&demo.lost)? },
    };
    let input = CloseOpportunity { id: opportunity, version, close, amount: amount.to_string(), note: String::new() };
    opportunities::close(db, &on(28), "", &input, DecimalMark::Point).await?;
    Ok(())
}
