"""What a contract is made of: the package, providers, models and their pages, components, and the public names of them all."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import DiffContext, change, claims
from reelspec.language.rules.words import condition_words


@claims("package")
def package(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """The generated package's name."""
    message = f"the package {delta.old} is now {delta.new}"
    yield change("package-renamed", Effect.SENDERS, delta, context, message)


@claims("provider")
def providers(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Providers that come and go."""
    if delta.added:
        models = len(delta.new.models)
        message = f"the provider {delta.name} is new, with {models} model{'' if models == 1 else 's'}"
        yield change("provider-added", Effect.COMPATIBLE, delta, context, message)
    else:
        yield change("provider-removed", Effect.SENDERS, delta, context, f"the provider {delta.name} is gone")


@claims("model")
def models(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Models that come and go."""
    if delta.added:
        yield change("model-added", Effect.COMPATIBLE, delta, context, f"the model {delta.name} is new")
    else:
        yield change("model-removed", Effect.SENDERS, delta, context, f"the model {delta.name} is gone")


@claims("discriminator")
def discriminator(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """The field that tells the models of an operation apart."""
    old, new = (f"the field {name}" if name else "no field" for name in (delta.old, delta.new))
    message = f"the model is picked by {new}, which was {old}"
    yield change("discriminator-changed", Effect.SENDERS, delta, context, message)


@claims("variant")
def variants(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Second pages about a model, and the conditions that choose them."""
    name = delta.name or "the page without a condition"
    if delta.added:
        kind, message = "variant-added", f"{name} is new"
    elif delta.removed:
        kind, message = "variant-removed", f"{name} is gone"
    else:
        words = [condition_words(form.when) for form in (delta.old, delta.new)]
        kind, message = "variant-condition", f"{name} counts when {words[1]}, which was: when {words[0]}"
    models = delta.where.models
    witness = None if models is None else context.evidence(models).any("tighter")
    # Which bodies a condition moves from one page to the other is not searched through.
    yield change(kind, Effect.SENDERS, delta, context, message, witness=witness, decided=witness is not None)


@claims("component")
def components(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Components of the OpenAPI document by their names, which the bundle and the classes of answers carry on."""
    name = f"the component {delta.name}"
    if delta.added:
        yield change("component-added", Effect.COMPATIBLE, delta, context, f"{name} is new")
    elif delta.removed:
        # What refers to it by name, in other people's code too, finds nothing.
        yield change("component-removed", Effect.RECEIVERS, delta, context, f"{name} is gone, and its class with it")
    else:
        yield change("component-changed", Effect.DOCUMENTATION, delta, context, f"{name}, unused, has changed")


@claims("public-name")
def public_names(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Elements that are there on both sides but called something else in what is generated."""
    message = f"{delta.name} is {delta.new.name} in {delta.new.place}, which was {delta.old.name}"
    yield change("public-name", Effect.SENDERS, delta, context, message)
