"""Everything together: commands, files and bytes on the wire, with real processes where the claim is about them."""
