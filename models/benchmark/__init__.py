"""Does CreditModel hold its own against other methods, on the same folds of any data set?"""
