//! Weights and gradients as safetensors, under Keras's names and in Keras's shapes.

use crate::error::Result;
use crate::network::{Network, Parameter};
use crate::safetensors::{Tensors, Writer, refused};

/// What stands before the names of tensors that are no weights: the optimiser's memory, and a run's best weights.
pub(crate) const BESIDES: [&str; 2] = ["optimizer/", "best/"];

impl Network {
    /// Writes an arena of weights as a safetensors file.
    pub fn to_safetensors(&self, arena: &[f32]) -> Vec<u8> {
        let mut writer = Writer::default();
        self.write(&mut writer, "", arena, |_| true);
        writer.finish()
    }

    /// Writes an arena of gradients as a safetensors file: of all parameters that have one.
    pub fn gradients_to_safetensors(&self, arena: &[f32]) -> Vec<u8> {
        let mut writer = Writer::default();
        self.write(&mut writer, "", arena, |parameter| parameter.trainable);
        writer.finish()
    }

    /// Writes some of the parameters, in their order.
    pub(crate) fn write(
        &self,
        writer: &mut Writer,
        prefix: &str,
        arena: &[f32],
        which: fn(&Parameter) -> bool,
    ) {
        for parameter in self.parameters.iter().filter(|parameter| which(parameter)) {
            let name = format!("{prefix}{}", parameter.name);
            writer.tensor(&name, &parameter.shape, &arena[parameter.range()]);
        }
    }

    /// Reads an arena from a safetensors file that holds exactly this network's parameters as float32, and perhaps what
    /// training goes on with.
    pub fn from_safetensors(&self, file: &[u8]) -> Result<Vec<f32>> {
        self.read(&Tensors::new(file)?)
    }

    /// The same where the file has been taken apart.
    pub(crate) fn read(&self, tensors: &Tensors<'_>) -> Result<Vec<f32>> {
        let is_known = |name: &str| {
            let is_besides =
                BESIDES.iter().any(|prefix| name.starts_with(prefix) && name.matches('/').count() > 1);
            is_besides || self.parameters.iter().any(|parameter| parameter.name == name)
        };
        if let Some(name) = tensors.names().find(|name| !is_known(name)) {
            return Err(refused(&format!("the network has no {name}.")));
        }
        self.read_arena(tensors, "", self.arena_size(), |_| true)
    }

    /// An arena of some of the parameters.
    pub(crate) fn read_arena(
        &self,
        tensors: &Tensors<'_>,
        prefix: &str,
        size: usize,
        which: fn(&Parameter) -> bool,
    ) -> Result<Vec<f32>> {
        let parameters = || self.parameters.iter().filter(|parameter| which(parameter));
        // Nothing is made for a file that cannot fill it.
        let needed: usize = parameters().map(|parameter| parameter.size() * size_of::<f32>()).sum();
        let mut arena = if needed <= tensors.bytes() { vec![0.0; size] } else { Vec::new() };
        for parameter in parameters() {
            let numbers = arena.get_mut(parameter.range()).unwrap_or_default();
            tensors.read(&format!("{prefix}{}", parameter.name), &parameter.shape, numbers)?;
        }
        Ok(arena)
    }
}

#[cfg(test)]
mod tests {
    use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};

    use super::*;
    use crate::network::NetworkSpec;

    fn network(units: usize) -> Network {
        let json = format!(r#"{{ "inputShape": [3], "layers": [{{ "type": "Dense", "units": {units} }}] }}"#);
        Network::new(&NetworkSpec::from_json(&json).unwrap()).unwrap()
    }

    fn sentence(file: &[u8]) -> String {
        network(4).from_safetensors(file).expect_err("should be refused").to_string()
    }

    #[test]
    fn weights_travel_there_and_back() {
        let network = network(4);
        let arena = network.initial_weights(3);
        assert_eq!(network.from_safetensors(&network.to_safetensors(&arena)).unwrap(), arena);
    }

    #[test]
    fn weights_hold_what_no_gradient_moves_and_gradients_do_not() {
        let json = r#"{ "inputShape": [3], "layers": [
            { "type": "BatchNormalization" }, { "type": "Dense", "units": 2, "useBias": false } ] }"#;
        let network = Network::new(&NetworkSpec::from_json(json).unwrap()).unwrap();
        let arena: Vec<f32> = (0..network.arena_size()).map(|index| index as f32).collect();
        let bytes = network.to_safetensors(&arena);
        let read = network.from_safetensors(&bytes).unwrap();
        for parameter in &network.parameters {
            assert_eq!(read[parameter.range()], arena[parameter.range()], "{}", parameter.name);
        }
        let names = |bytes: &[u8]| {
            let mut names: Vec<String> =
                SafeTensors::deserialize(bytes).unwrap().names().into_iter().map(str::to_owned).collect();
            names.sort();
            names.join(" ").replace("batch_normalization/", "")
        };
        assert_eq!(names(&bytes), "beta gamma moving_mean moving_variance dense/kernel");
        assert_eq!(names(&network.gradients_to_safetensors(&arena)), "beta gamma dense/kernel");
    }

    #[test]
    fn the_safetensors_crate_reads_what_is_written() {
        let network = network(5);
        let arena = network.initial_weights(3);
        let bytes = network.to_safetensors(&arena);
        let file = SafeTensors::deserialize(&bytes).unwrap();
        assert_eq!(file.len(), 2);
        let kernel = file.tensor("dense/kernel").unwrap();
        assert_eq!((kernel.dtype(), kernel.shape()), (Dtype::F32, [3, 5].as_slice()));
        assert_eq!(kernel.data(), bytemuck::cast_slice::<f32, u8>(&arena[..15]));
    }

    #[test]
    fn what_the_safetensors_crate_writes_is_read() {
        let network = network(4);
        let arena = network.initial_weights(3);
        let kernel: &[u8] = bytemuck::cast_slice(&arena[..12]);
        let view = |shape: Vec<usize>, bytes| TensorView::new(Dtype::F32, shape, bytes).unwrap();
        let views = [("dense/kernel", view(vec![3, 4], kernel)), ("dense/bias", view(vec![4], &[0; 16]))];
        let metadata = [("format".to_owned(), "pt".to_owned())].into();
        assert_eq!(network.from_safetensors(&serialize(views, Some(metadata)).unwrap()).unwrap(), arena);
    }

    #[test]
    fn foreign_weights_are_refused_with_a_sentence() {
        let foreign = network(5).to_safetensors(&network(5).initial_weights(0));
        assert_eq!(
            sentence(&foreign),
            "These weights do not fit the network: dense/kernel is F32 [3, 5]; the network's is F32 [3, 4]."
        );
        assert!(sentence(b"not a file").ends_with("the file is no safetensors file."));
        assert!(sentence(&u64::MAX.to_le_bytes()).ends_with("the file is no safetensors file."));
        assert!(sentence(b"\x02\0\0\0\0\0\0\0{}").ends_with("dense/kernel is missing."));
        assert!(sentence(b"\x08\0\0\0\0\0\0\0{\"a\":{}}").ends_with("the network has no a."));
        let whole = network(4).to_safetensors(&network(4).initial_weights(0));
        assert!(sentence(&whole[..whole.len() - 1]).ends_with("cut short or damaged at dense/bias."));
    }
}
