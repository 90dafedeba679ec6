"""Who catches what: linters over the originals and over each defect isolated."""
