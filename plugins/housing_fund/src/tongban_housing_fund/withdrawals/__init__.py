"""提取: one module for each reason of 条例第二十四条, on what they share."""
