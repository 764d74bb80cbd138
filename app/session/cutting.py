"""Sections that are computed: turned planes and slabs, at once as finely as the moment allows, in full when asked."""

import os
from collections.abc import Callable
from dataclasses import dataclass

from app.session.loaded_stack import Picture
from imaging.geometry import PlaneGeometry, VolumeGeometry
from imaging.presentation import ImageStack
from imaging.reslice import reslice, samples_of
from imaging.reslice_compiled import is_ready
from imaging.slab import Slab
from imaging.study import Calibration, CalibrationKind, Stack
from imaging.volume import Volume

AT_ONCE, AT_ONCE_PLAIN = 350_000, 30_000
"""Samples of a volume that the main thread takes while a plane moves, about 4 ms: once they are compiled, and before.

Larger sections begin coarse.
"""


CORES = os.cpu_count() or 1


@dataclass(frozen=True, eq=False)
class CutRequest:
    """All that is needed to compute one section, in any thread.

    Attributes
    ----------
    image : ImageStack
    stack : Stack
    volume_index : int
        Which volume of the extra dimensions (echo, time, b-value).
    plane : PlaneGeometry
    slab : Slab
    oblique : bool
        The plane is turned out of the volume's own axes.
    """

    image: ImageStack
    stack: Stack
    volume_index: int
    plane: PlaneGeometry
    slab: Slab
    oblique: bool

    @property
    def _geometry(self) -> VolumeGeometry:
        assert self.stack.geometry is not None
        return self.stack.geometry

    def coarseness(self) -> int:
        """Every how many pixels the main thread computes while it moves; 1: all of them."""
        samples = samples_of(self._geometry, self.plane, self.slab)
        # A slab is thinned out in its depth too.
        power = 3 if self.slab.is_thick else 2
        budget = AT_ONCE if is_ready(self.image.values, self.image.padding) else AT_ONCE_PLAIN
        every = 1
        while samples > budget * every**power:
            every += 1
        return every

    def cut(self, every: int = 1, threads: int = CORES, cancelled: Callable[[], bool] = lambda: False) -> Picture:
        """Compute the section (`imaging.reslice.reslice`)."""
        volume = Volume(self.image.values[self.volume_index], self._geometry)
        padding = self.image.padding[self.volume_index] if self.image.padding is not None else None
        found = reslice(
            volume, self.plane, self.slab, padding=padding, every=every, threads=threads, cancelled=cancelled
        )
        spacing = self.plane.row_spacing, self.plane.column_spacing
        first = self.volume_index * self.stack.slices
        return Picture(
            pixels=found.pixels,
            padding=found.padding,
            spacing=spacing,
            calibration=Calibration(CalibrationKind.GEOMETRY, *spacing),
            geometry=self.plane,
            edge_labels=self.plane.edge_labels,
            presentation=self.image.presentations[first],
            frame=None,
            reconstructed=True,
            source=self.stack.frames[first],
            slab=self.slab,
            oblique=self.oblique,
            coarse=every > 1,
        )


class LatestCut:
    """The computed section of one viewport: the last one is kept, since one painting asks for it several times."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._request: CutRequest | None = None
        self._picture: Picture | None = None

    @property
    def unfinished(self) -> CutRequest | None:
        """What is to be computed in full; None when it has been."""
        return self._request if self._picture is not None and self._picture.coarse else None

    def picture(self, key: tuple[object, ...], make: Callable[[], CutRequest]) -> Picture:
        """The section with this key, computed now unless it is at hand. The request keeps alive what the key names."""
        if self._picture is None or key != self._key:
            request = make()
            self._key, self._request, self._picture = key, request, request.cut(request.coarseness())
        return self._picture

    def take(self, request: CutRequest, picture: Picture) -> bool:
        """Show what was computed in full; False when something else is shown by now."""
        if request is not self._request:
            return False
        self._picture = picture
        return True

    def forget(self) -> None:
        """Let the pixels go."""
        self._key, self._request, self._picture = (), None, None
