"""Online Retail: a year of a British web shop's invoices (UCI Machine Learning Repository), brought in as history."""
