import numpy as np
import pytest
import torch

from swap_teach.spaces import get_space, list_spaces

SPACES = [get_space(name) for name in list_spaces()]


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def equal(a, b):
    a, b = a.state_dict(), b.state_dict()
    return a.keys() == b.keys() and all(torch.equal(a[k], b[k]) for k in a)


@pytest.mark.parametrize("space", SPACES, ids=lambda s: s.name)
class TestBuild:
    def test_the_generator_decides_the_weights(self, space):
        g = space.sample(np.random.default_rng(0))
        assert equal(space.build(g, generator=generator(0)), space.build(g, generator=generator(0)))
        assert not equal(space.build(g, generator=generator(0)), space.build(g, generator=generator(1)))

    def test_a_generator_leaves_the_global_state_alone(self, space):
        before = torch.get_rng_state()
        space.build(space.sample(np.random.default_rng(0)), generator=generator())
        space.build(space.sample(np.random.default_rng(0)), device="meta")
        assert torch.equal(torch.get_rng_state(), before)

    def test_without_a_generator_the_global_state_is_used(self, space):
        g = space.sample(np.random.default_rng(0))
        assert not equal(space.build(g), space.build(g))

    def test_the_body_does_not_depend_on_the_number_of_classes(self, space):
        g, x = space.sample(np.random.default_rng(0)), torch.randn(2, 3, 16, 16)
        bodies = [space.build(g, num_classes=k, generator=generator()) for k in (2, 100)]
        for body in bodies:
            setattr(body, "classifier" if hasattr(body, "classifier") else "head", torch.nn.Identity())
        assert torch.equal(bodies[0](x), bodies[1](x))

    def test_meta_has_the_shapes_and_no_numbers(self, space):
        g = space.sample(np.random.default_rng(0))
        meta, real = space.build(g, device="meta"), space.build(g, generator=generator())
        assert all(p.is_meta for p in meta.parameters())
        assert [(n, p.shape) for n, p in meta.named_parameters()] == [(n, p.shape) for n, p in real.named_parameters()]
        outputs = 63 if space.name.startswith("tnb101") else 10
        assert meta(torch.empty(2, 3, 32, 32, device="meta")).shape == (2, outputs)

    def test_every_tensor_is_finite_and_batch_norm_is_fresh(self, space):
        model = space.build(space.sample(np.random.default_rng(0)), network="small", generator=generator())
        assert all(t.isfinite().all() for t in model.state_dict().values())
        for norm in (m for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)):
            assert (norm.weight == 1).all()
            assert (norm.running_var == 1).all()
            assert norm.num_batches_tracked == 0

    def test_at_least_one_class(self, space):
        with pytest.raises(ValueError, match="at least one class, got num_classes=0"):
            space.build(space.sample(np.random.default_rng(0)), num_classes=0)

    @pytest.mark.gpu
    @pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
    def test_the_weights_are_the_same_on_a_gpu(self, space):
        g = space.sample(np.random.default_rng(0))
        on_gpu = space.build(g, generator=generator(), device="cuda")
        assert next(on_gpu.parameters()).is_cuda
        assert equal(on_gpu.cpu(), space.build(g, generator=generator()))
