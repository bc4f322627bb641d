"""reelspec: specs of video-generation APIs into schemas, validators and clients. `reelspec.project.build` is where it comes together."""
