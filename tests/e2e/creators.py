"""People who create pods one after another, several at once, while something happens to the webhook."""

import collections
import itertools
import threading

import kubernetes

from support import eventually

Answer = collections.namedtuple("Answer", "status message")
CREATED, FORBIDDEN = 201, 403


class Creators:
    """They work in a `with` block, at most until stop(). `make_pod(name)` is what they create."""

    def __init__(self, kubeconfig, namespace, make_pod, count=4):
        self.namespace, self.make_pod, self.answers = namespace, make_pod, []
        self._names, self._done = itertools.count(), threading.Event()
        self._threads = [threading.Thread(target=self._create, args=(kubernetes.config.new_client_from_config(str(kubeconfig)),)) for _ in range(count)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def go_on(self):
        """Returns when some twenty more have been answered."""
        so_far = len(self.answers)
        eventually(lambda: len(self.answers) > so_far + 5 * len(self._threads), "people go on creating pods")

    def stop(self):
        """Returns when the last answer has come in."""
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _create(self, client):
        core = kubernetes.client.CoreV1Api(client)
        while not self._done.is_set():
            self.answers.append(self._answer(core, self.make_pod(f"pod-{next(self._names)}")))

    def _answer(self, core, pod):
        try:
            core.create_namespaced_pod(self.namespace, pod)
        except kubernetes.client.ApiException as error:
            return Answer(error.status, error.body)
        except Exception as error:  # noqa: BLE001 - whatever it is, a request failed
            return Answer(0, repr(error))
        return Answer(CREATED, "")

    def failed(self):
        """What is no verdict: all but pods that were created, or denied by a rule."""
        return [answer for answer in self.answers if answer.status != CREATED and not self._is_denied(answer)]

    def count(self, status):
        return sum(answer.status == status for answer in self.answers)

    @staticmethod
    def _is_denied(answer):
        return answer.status == FORBIDDEN and "denied the request: admission denied by tollgate" in answer.message
