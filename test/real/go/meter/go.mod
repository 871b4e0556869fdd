module enforce.test/meter

go 1.26.0
