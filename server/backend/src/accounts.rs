//! One organisation: its page, and changes by hand.

use crate::{
    Act, Actor, Db, Error, Result, act, begin,
    fold::fold,
    params,
    people::{self, Of, SHOWN, attributes},
    sql,
};
use domain::{
    account::{AccountDraft, AccountView},
    attribute::{Attribute, Subject},
    campaign::parse_url,
    conflict::Stored,
    fault::{Fault, Faults, text},
    opportunity::Deal,
    person::{Phone, Show, calling_code},
    rights::UseCase,
};
use sea_orm::ConnectionTrait;

/// Everything known about an organisation that the actor may see.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn view(db: &Db, actor: &Actor, id: i64, show: Show, limit: i64) -> Result<AccountView> {
    actor.may(UseCase::AccountView)?;
    let db = &db.snapshot().await?;
    let attributes = attributes::of(db, Subject::Account).await?;
    let form = form(db, id, &attributes).await?;
    let owner: Option<String> = sql::maybe(db, "SELECT name FROM app_user WHERE id = $1", params![form.owner]).await?;
    let text = format!(
        "SELECT o.id, o.version, o.title, {SHOWN}, s.name, o.state, o.amount_minor, u.name FROM opportunity o JOIN person p ON p.id = o.person_id
         JOIN pipeline_stage s ON s.id = o.stage_id LEFT JOIN app_user u ON u.id = o.owner_id WHERE o.account_id = $1 AND {} ORDER BY CASE o.state WHEN 'open' THEN 0 ELSE 1 END, o.id DESC LIMIT 50",
        actor.sees("o")
    );
    type Row = (i64, i64, String, String, String, String, i64, Option<String>);
    let deals: Vec<Row> = sql::tuples(db, &text, params![id]).await?;
    let deal = |(id, version, title, person, stage, state, amount_minor, owner): Row| Deal {
        id,
        version,
        title,
        person,
        stage,
        state,
        amount_minor,
        owner: owner.unwrap_or_default(),
    };
    let won = format!(
        "SELECT CAST(COALESCE(SUM(o.amount_minor), 0) AS BIGINT) FROM opportunity o WHERE o.account_id = $1 AND o.state = 'won' AND {}",
        actor.sees("o")
    );
    let count = "SELECT COUNT(*) FROM live_person WHERE account_id = $1";
    Ok(AccountView {
        owner: owner.unwrap_or_default(),
        attributes,
        people: people::of_account(db, id).await?,
        people_count: sql::scalar(db, count, params![id]).await?,
        deals: deals.into_iter().map(deal).collect(),
        won_minor: sql::scalar(db, &won, params![id]).await?,
        timeline: people::timeline(db, actor, Of::Account(id), show, limit).await?,
        owners: crate::campaigns::workers(db).await?,
        colleagues: crate::users::names(db).await?,
        form,
    })
}

async fn form(db: &impl ConnectionTrait, id: i64, attributes: &[Attribute]) -> Result<AccountDraft> {
    type Row = (i64, String, String, String, String, String, String, Option<i64>);
    let text = "SELECT version, name, street, postcode, place, phone, website, owner_id FROM account WHERE id = $1";
    let (version, name, street, postcode, place, phone, website, owner): Row =
        sql::tuple(db, text, params![id]).await?.ok_or(Error::NotFound)?;
    let values = attributes::form(db, Subject::Account, id, attributes).await?;
    Ok(AccountDraft { id, version, name, street, postcode, place, phone, website, owner, values })
}

/// Changes an organisation.
///
/// # Errors
/// `Denied`, `Invalid` with all faults, `Conflict` with both sides.
pub async fn save(db: &Db, actor: &Actor, request: &str, draft: &AccountDraft) -> Result<i64> {
    actor.may(UseCase::AccountSave)?;
    let zone = crate::workspace::existing(&db.read).await?.time_zone;
    let mut faults = Faults::default();
    let short = |value: &str, max: usize| {
        if value.trim().chars().count() > max { Err(Fault::TooLong) } else { Ok(value.trim().to_owned()) }
    };
    let name = faults.take("name", text(&draft.name, 160));
    let street = faults.take("street", short(&draft.street, 160));
    let postcode = faults.take("postcode", short(&draft.postcode, 20));
    let place = faults.take("place", short(&draft.place, 120));
    let website = faults.take("website", parse_url(&draft.website));
    let phone = if draft.phone.trim().is_empty() {
        Some(String::new())
    } else {
        faults.take("phone", Phone::parse(&draft.phone, calling_code(&zone)).map(|p| p.as_str().to_owned()))
    };
    let attributes = attributes::of(&db.read, Subject::Account).await?;
    let read = attributes::read(&attributes, &draft.values, &mut faults);
    let (Some(name), Some(street), Some(postcode), Some(place), Some(website), Some(phone), true) =
        (name, street, postcode, place, website, phone, faults.is_empty())
    else {
        return Err(Error::Invalid(faults.into_vec()));
    };
    let act: Act = begin!(db, actor, UseCase::AccountSave, request);
    let taken = "SELECT id FROM account WHERE name_norm = $1 AND id <> $2";
    let taken: Option<i64> = sql::maybe(&act.tx, taken, params![fold(&name), draft.id]).await?;
    if taken.is_some() {
        return Err(Error::invalid("name", Fault::AlreadyUsed));
    }
    if let Some(owner) = draft.owner {
        let known: Option<i64> =
            sql::maybe(&act.tx, "SELECT id FROM app_user WHERE id = $1 AND active", params![owner]).await?;
        known.ok_or_else(|| Error::invalid("owner", Fault::Unknown))?;
    }
    let fields = ["name", "street", "postcode", "place", "phone", "website"];
    let values = [&name, &street, &postcode, &place, &phone, &website];
    let fixed = fields.into_iter().zip(values).map(|(field, value)| (field.to_owned(), Stored::Text(value.clone())));
    let typed = fixed.chain(draft.values.iter().map(|value| attributes::stored(&attributes, value))).collect();
    let stored = async {
        let now = form(&act.tx, draft.id, &attributes).await?;
        // Compared are the values that the form had.
        let had = |(id, _): &(i64, String)| now.values.iter().find(|(other, _)| other == id);
        let values = draft.values.iter().filter_map(had).map(|value| attributes::stored(&attributes, value).1);
        let fixed = [&now.name, &now.street, &now.postcode, &now.place, &now.phone, &now.website];
        Ok(fixed.map(|text| Stored::Text(text.clone())).into_iter().chain(values).collect())
    };
    act::claim_form(&act.tx, "account", (draft.id, draft.version), typed, stored).await?;
    sql::execute(
        &act.tx,
        "UPDATE account SET name = $2, name_norm = $3, street = $4, postcode = $5, place = $6, phone = $7, website = $8, owner_id = $9 WHERE id = $1",
        params![draft.id, name.as_str(), fold(&name), street, postcode, place, phone, website, draft.owner],
    )
    .await?;
    // Contacts without a name are called by their organisation.
    let text = "UPDATE person SET sort_key = $2 WHERE account_id = $1 AND name = ''";
    sql::execute(&act.tx, text, params![draft.id, people::sort_key("", &name)]).await?;
    attributes::write(&act.tx, Subject::Account, draft.id, &read).await?;
    act.finish(draft.id, "account", Some(draft.id), &name).await
}
