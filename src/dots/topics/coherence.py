"""How well the words of a topic go together in the adverts themselves."""

from __future__ import annotations

from gensim.corpora import Dictionary
from gensim.models import CoherenceModel

from dots.topics.model import Model
from dots.topics.words import FITTED, HELD_OUT, Words

TOP = 10


def npmi(model: Model, words: Words) -> float:
    """Compute the mean coherence of a model's topics, by the same measure for every engine.

    Normalised pointwise mutual information of the ten strongest words, two by two, in windows of ten words
    (gensim's `c_npmi`), over one advert of each template.

    Parameters
    ----------
    model
        Topic model.
    words
        The adverts it was fitted to.

    Returns
    -------
    float
        -1 (never together) to 1 (always together).

    References
    ----------
    M. Roder, A. Both and A. Hinneburg (2015), Exploring the space of topic coherence measures, WSDM.
    """
    texts = words.texts(FITTED, HELD_OUT)
    topics = [model.terms[row].tolist() for row in model.top(min(TOP, len(model.terms)))]
    scorer = CoherenceModel(
        topics=topics, texts=texts, dictionary=Dictionary(texts), coherence="c_npmi", topn=TOP, processes=1
    )
    return float(scorer.get_coherence())
