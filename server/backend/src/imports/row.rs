//! One row of a file, read into typed values or refused with the reason.

use crate::fold::fold;
use chrono::NaiveDate;
use domain::{
    attribute::{Attribute, AttributeKind, AttributeValue, Subject, TEXT_MAX, bit, parse_yes_no},
    calendar::parse_day,
    decimal,
    fault::{Fault, text},
    import::{Column, ImportKind, Options, Reason, Reject, Target},
    money::{Currency, within},
    person::{Email, Phone},
    touch::Outcome,
};

/// How rows are read: fixed for a whole file.
pub struct Reading {
    pub kind: ImportKind,
    pub options: Options,
    pub columns: Vec<Column>,
    /// The attribute that a column fills.
    pub attributes: Vec<Option<Attribute>>,
    pub currency: Currency,
    pub country: String,
    pub today: NaiveDate,
}

/// The values of a row. Empty cells are nothing.
#[derive(Debug, Default, Clone)]
pub struct Row {
    pub number: i64,
    pub external: Option<String>,
    pub name: Option<String>,
    pub account: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub job_title: Option<String>,
    pub street: Option<String>,
    pub postcode: Option<String>,
    pub place: Option<String>,
    pub do_not_call: Option<bool>,
    pub consent_day: Option<NaiveDate>,
    /// Column number and value.
    pub attributes: Vec<(usize, AttributeValue)>,
    /// The same of the lead that the row makes.
    pub of_lead: Vec<(usize, AttributeValue)>,
    pub channel: Option<String>,
    pub first_contact: Option<NaiveDate>,
    pub won_day: Option<NaiveDate>,
    pub amount_minor: Option<i64>,
    pub representative: Option<String>,
    pub campaign: Option<String>,
    pub outcome: Option<Outcome>,
    pub response_day: Option<NaiveDate>,
    pub response_channel: Option<String>,
    pub note: Option<String>,
}

impl Row {
    /// What a row is told apart by within its file.
    pub fn key(&self) -> Option<String> {
        let by = |sign: &str, value: &Option<String>| value.as_ref().map(|v| format!("{sign}{v}"));
        let key = by("x", &self.external).or_else(|| by("e", &self.email)).or_else(|| by("p", &self.phone)).or_else(
            || {
                let name = self.name.as_deref()?;
                Some(format!("n{}\u{1f}{}", fold(name), fold(self.account.as_deref().unwrap_or(""))))
            },
        )?;
        // Somebody may respond to several campaigns, and to one of them on several days.
        let (Some(campaign), day) = (&self.campaign, self.response_day) else { return Some(key) };
        Some(format!("{key}\u{1f}{}\u{1f}{}", fold(campaign), day.map(|d| d.to_string()).unwrap_or_default()))
    }
}

impl Reading {
    /// Reads a row; every fault of it is told.
    ///
    /// # Errors
    /// The faults; the row is left out.
    pub fn row(&self, number: i64, record: &csv::StringRecord) -> Result<Row, Vec<Reject>> {
        let reject = |column: &str, value: &str, fault| Reject {
            row: number,
            column: column.to_owned(),
            value: value.chars().take(200).collect(),
            fault: Reason::Fault(fault),
            warning: false,
        };
        // The decoder puts this mark where bytes are no character of the encoding.
        if let Some((column, cell)) = self.columns.iter().zip(record).find(|(_, cell)| cell.contains('\u{fffd}')) {
            return Err(vec![reject(&column.name, cell, Fault::WrongEncoding)]);
        }
        if record.len() != self.columns.len() {
            return Err(vec![reject("", &record.iter().collect::<Vec<_>>().join(" | "), Fault::RaggedRow)]);
        }
        let mut row = Row { number, ..Row::default() };
        let (mut given, mut family) = (None, None);
        let mut rejects = Vec::new();
        for (at, (column, cell)) in self.columns.iter().zip(record).enumerate() {
            let cell = unguarded(cell.trim());
            if cell.is_empty() || column.target == Target::Skip {
                continue;
            }
            if let Err(fault) = self.cell(&mut row, &mut given, &mut family, at, &column.target, cell) {
                rejects.push(reject(&column.name, cell, fault));
            }
        }
        if row.name.is_none() && (given.is_some() || family.is_some()) {
            row.name = Some([given, family].into_iter().flatten().collect::<Vec<_>>().join(" "));
        }
        if rejects.is_empty()
            && let Some((target, fault)) = self.lacks(&row)
        {
            let column = self.columns.iter().find(|c| c.target == target).map_or("", |c| c.name.as_str());
            rejects.push(reject(column, "", fault));
        }
        if rejects.is_empty() { Ok(row) } else { Err(rejects) }
    }

    /// The name of the column that fills `target`.
    pub fn column_of(&self, target: &Target) -> String {
        self.columns.iter().find(|c| c.target == *target).map_or_else(String::new, |c| c.name.clone())
    }

    /// What a row cannot do without.
    fn lacks(&self, row: &Row) -> Option<(Target, Fault)> {
        let keyed = self.columns.iter().any(|c| c.target == Target::External);
        if (keyed && row.external.is_none()) || row.key().is_none() {
            Some((Target::External, Fault::EmptyKey))
        } else if self.kind == ImportKind::Leads && row.first_contact.is_none() {
            Some((Target::FirstContact, Fault::Required))
        } else if self.kind == ImportKind::Wins && row.won_day.is_none() {
            Some((Target::WonDay, Fault::Required))
        } else if self.kind == ImportKind::Responses && row.campaign.is_none() {
            Some((Target::Campaign, Fault::Required))
        } else if self.kind == ImportKind::Responses && row.outcome.is_none() {
            Some((Target::Outcome, Fault::Required))
        } else if self.kind == ImportKind::Responses && row.response_day.is_none() {
            // Without its day, the same file on another day would be other responses.
            Some((Target::ResponseDay, Fault::Required))
        } else {
            None
        }
    }

    fn cell(
        &self,
        row: &mut Row,
        given: &mut Option<String>,
        family: &mut Option<String>,
        at: usize,
        target: &Target,
        cell: &str,
    ) -> Result<(), Fault> {
        // A cell that a spreadsheet would run is refused; it is no name of anything.
        let plain = |max| if cell.starts_with(['=', '@']) { Err(Fault::Formula) } else { text(cell, max).map(Some) };
        match target {
            Target::Skip => {}
            Target::External => row.external = plain(120)?,
            Target::Name => row.name = plain(160)?,
            Target::GivenName => *given = plain(80)?,
            Target::FamilyName => *family = plain(80)?,
            Target::Account => row.account = plain(160)?,
            Target::Email => row.email = Some(Email::parse(cell)?.as_str().to_owned()),
            Target::Phone => row.phone = Some(Phone::parse(cell, &self.country)?.as_str().to_owned()),
            Target::JobTitle => row.job_title = plain(120)?,
            Target::Street => row.street = plain(160)?,
            Target::Postcode => row.postcode = plain(20)?,
            Target::Place => row.place = plain(120)?,
            Target::DoNotCall => row.do_not_call = Some(parse_yes_no(cell)?),
            Target::ConsentDay => row.consent_day = Some(parse_day(cell, self.options.dates)?),
            Target::Attribute(_) | Target::NewAttribute { .. } => {
                let attribute = self.attributes.get(at).and_then(Option::as_ref).ok_or(Fault::Unknown)?;
                if attribute.kind == AttributeKind::Text {
                    plain(TEXT_MAX)?;
                }
                let value = if attribute.kind.is_choice() {
                    option(attribute, cell)?
                } else {
                    AttributeValue::parse(attribute.kind, cell, self.options.notation())?
                };
                let of = if attribute.subject == Subject::Lead { &mut row.of_lead } else { &mut row.attributes };
                of.push((at, value));
            }
            Target::Channel => row.channel = plain(80)?,
            Target::FirstContact => row.first_contact = Some(parse_day(cell, self.options.dates)?),
            Target::WonDay => row.won_day = Some(parse_day(cell, self.options.dates)?),
            Target::Amount => {
                let minor = within(decimal::parse(cell, self.options.decimal, self.currency.places())?)?;
                row.amount_minor = Some(minor);
            }
            Target::Representative => row.representative = plain(120)?,
            Target::Campaign => row.campaign = plain(120)?,
            Target::Outcome => row.outcome = Some(super::answers::outcome(cell)?),
            Target::ResponseDay => {
                let day = parse_day(cell, self.options.dates)?;
                if day > self.today {
                    return Err(Fault::FutureDay);
                }
                row.response_day = Some(day);
            }
            Target::ResponseChannel => row.response_channel = plain(80)?,
            Target::Note => row.note = plain(2000)?,
        }
        Ok(())
    }
}

/// A cell without the mark that keeps a spreadsheet from running it, as our own files have it.
fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell)
}

/// The options that a cell names by their words; several are parted by `;`, or by commas where none of them has one.
fn option(attribute: &Attribute, cell: &str) -> Result<AttributeValue, Fault> {
    let number = |word: &str| {
        let known = attribute.options.iter().find(|(_, name)| fold(name) == fold(word));
        known.map(|(number, _)| *number).ok_or(Fault::Unknown)
    };
    if attribute.kind == AttributeKind::OneOf {
        return number(cell).map(AttributeValue::OneOf);
    }
    if let Ok(whole) = number(cell) {
        return Ok(AttributeValue::ManyOf(bit(whole)));
    }
    let words = cell.split(if cell.contains(';') { ';' } else { ',' }).map(str::trim).filter(|word| !word.is_empty());
    match words.map(number).try_fold(0, |bits, number| Ok(bits | bit(number?)))? {
        0 => Err(Fault::Unknown),
        bits => Ok(AttributeValue::ManyOf(bits)),
    }
}
