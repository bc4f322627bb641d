"""JavaScript from the trees of judges and from the types of requests: an npm package of ES modules."""
