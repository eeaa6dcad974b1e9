# Words of this area. Ids and arguments are the same in both languages; a test compares.
