"""reelspec: specs of video-generation APIs into schemas, validators and clients. `project.build` is where it comes together."""
