"""When campaign messages leave, and what they cost: hours, schedules, prices. Rules and records, no clock."""
