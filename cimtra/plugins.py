"""Mix-ins and registries that other apps may use to extend cimtra: none yet."""
