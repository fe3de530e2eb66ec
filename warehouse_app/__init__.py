"""The warehouse workstation's engine: ledger, workflows, imports and reports. No Qt, no ReportLab, no serial ports."""
