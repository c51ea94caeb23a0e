"""What a sheet says and looks like: templates, their versions, their pictures, and which course takes which."""
