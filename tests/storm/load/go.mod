module tollgate.dev/storm

go 1.24
