"""A preview that keeps up with its sources: what changes is built again, and the page in the browser follows."""
