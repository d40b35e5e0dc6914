//! The demo's people and firms, as the files that a company would import.

use super::{Dice, back, names::REGIONS};
use crate::Result;
use chrono::{Days, NaiveDate};

/// People of one firm on average.
const PEOPLE_A_FIRM: u64 = 8;

/// A file of `n` people: where they are, what they do, what stands in their kitchen.
pub fn people(dice: &mut Dice, n: u64, day: NaiveDate) -> Result<String> {
    let mut file = String::from(
        "id;name;company;job_title;street;postcode;city;email;phone;Segment;Cold rooms;Oldest unit;Last visit;Newsletter;consent;Upsell potential\n",
    );
    for number in 0..n {
        let region = dice.share(&REGIONS, |region| region.share)?;
        let (given, family) = (dice.pick(region.given)?, dice.pick(region.family)?);
        let firm = dice.roll(n / PEOPLE_A_FIRM + 1);
        // The same firm is in the same place, whoever of it is met.
        let mut of_firm = Dice::new(firm * 5 + region.share);
        let (trade, owner, (town, postcode)) =
            (of_firm.pick(region.trades)?, of_firm.pick(region.family)?, of_firm.pick(region.places)?);
        let street = format!("{} {}", of_firm.pick(region.streets)?, 1 + of_firm.roll(80));
        let company = format!("{trade} {owner} {}", firm + 1);
        let job = dice.pick(region.jobs)?;
        let ascii: String =
            crate::fold::fold(&format!("{given}.{family}")).chars().filter(|c| c.is_ascii() && *c != ' ').collect();
        let mailbox = if ascii.len() > 2 { ascii } else { "kontakt".to_owned() };
        let email = if dice.roll(10) == 0 { String::new() } else { format!("{mailbox}{number}@{}", region.domain) };
        let phone =
            if dice.roll(12) == 0 { String::new() } else { format!("{}{:06}", region.phone, number % 1_000_000) };
        let street = if dice.roll(15) == 0 { String::new() } else { street };
        let segment = dice.pick(&["Retail", "Food industry", "Restaurants", "Logistics"])?;
        let rooms = if dice.roll(9) == 0 { String::new() } else { (1 + dice.roll(14)).to_string() };
        let year = 2004 + dice.roll(20);
        let visit = back(day, 20 + dice.roll(700));
        let newsletter = if dice.roll(3) == 0 { "no" } else { "yes" };
        let consent = if dice.roll(3) == 0 { String::new() } else { back(day, 750 + dice.roll(600)).to_string() };
        // Of its own, so that everything else of the demo stays as it is known.
        let upsell = Dice::new(number).pick(&["", "Low", "Medium", "Medium", "High"])?;
        file.push_str(&format!(
            "K{number:05};{given} {family};{company};{job};{street};{postcode};{town};{email};{phone};{segment};{rooms};{year};{visit};{newsletter};{consent};{upsell}\n"
        ));
    }
    Ok(file)
}

/// Leads of the website over the last months by channel, and those of them that were won.
pub fn channel_files(dice: &mut Dice, day: NaiveDate) -> Result<(String, String)> {
    let mut leads = String::from("lead_id,first_contact_date,origin\n");
    let mut wins = String::from("lead_id,won_date,amount,representative\n");
    let channels = ["organic search", "paid search", "social", "referral", "trade fair", ""];
    for n in 0..420_u64 {
        let first = back(day, 12 + dice.roll(230));
        let channel = dice.pick(&channels)?;
        leads.push_str(&format!("W{n:04},{first},{channel}\n"));
        let chance = if channel == "referral" || channel == "trade fair" { 4 } else { 12 };
        if dice.roll(chance) == 0 {
            let won = first.checked_add_days(Days::new(dice.roll(11))).unwrap_or(first);
            let amount = if dice.roll(6) == 0 { 0 } else { 1200 + dice.roll(60) * 50 };
            wins.push_str(&format!("W{n:04},{won},{amount},Ana Kovač\n"));
        }
    }
    Ok((leads, wins))
}
