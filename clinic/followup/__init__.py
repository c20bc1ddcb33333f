"""What happened since: tick sheet, measures, advice for each line. Never changes a signed plan."""
