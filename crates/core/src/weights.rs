//! Weights and gradients as safetensors, under Keras's names and in Keras's shapes.

use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};

use crate::error::{Error, Result};
use crate::network::Network;

impl Network {
    /// Writes an arena (weights or their gradients) as a safetensors file.
    pub fn to_safetensors(&self, arena: &[f32]) -> Result<Vec<u8>> {
        let views = self.parameters.iter().map(|parameter| {
            let bytes = bytemuck::cast_slice(&arena[parameter.range()]);
            TensorView::new(Dtype::F32, parameter.shape.clone(), bytes).map(|view| (&parameter.name, view))
        });
        let views: Vec<_> = views.collect::<std::result::Result<_, _>>().map_err(refused)?;
        serialize(views, None).map_err(refused)
    }

    /// Reads an arena from a safetensors file that holds exactly this network's parameters as float32.
    pub fn from_safetensors(&self, bytes: &[u8]) -> Result<Vec<f32>> {
        let file = SafeTensors::deserialize(bytes).map_err(refused)?;
        let known = |name: &&str| self.parameters.iter().any(|parameter| parameter.name == **name);
        if let Some(name) = file.names().iter().map(|name| &**name).find(|name| !known(name)) {
            return Err(Error::Weights { reason: format!("the network has no {name}.") });
        }
        let mut arena = vec![0.0; self.arena_size()];
        for parameter in &self.parameters {
            let name = &parameter.name;
            let tensor =
                file.tensor(name).map_err(|_| Error::Weights { reason: format!("{name} is missing.") })?;
            if tensor.dtype() != Dtype::F32 || tensor.shape() != parameter.shape {
                let reason = format!(
                    "{name} is {:?} {:?}; the network's is F32 {:?}.",
                    tensor.dtype(),
                    tensor.shape(),
                    parameter.shape
                );
                return Err(Error::Weights { reason });
            }
            for (weight, bytes) in arena[parameter.range()].iter_mut().zip(tensor.data().chunks_exact(4)) {
                *weight = f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
            }
        }
        Ok(arena)
    }
}

fn refused(error: safetensors::SafeTensorError) -> Error {
    Error::Weights { reason: format!("the file is not readable safetensors ({error}).") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::NetworkSpec;

    fn network(units: usize) -> Network {
        let json = format!(r#"{{ "inputShape": [3], "layers": [{{ "type": "Dense", "units": {units} }}] }}"#);
        Network::new(&NetworkSpec::from_json(&json).unwrap()).unwrap()
    }

    #[test]
    fn weights_travel_there_and_back() {
        let network = network(4);
        let arena = network.initial_weights(3);
        let bytes = network.to_safetensors(&arena).unwrap();
        assert_eq!(network.from_safetensors(&bytes).unwrap(), arena);
    }

    #[test]
    fn foreign_weights_are_refused_with_a_sentence() {
        let bytes = network(5).to_safetensors(&network(5).initial_weights(0)).unwrap();
        let error = network(4).from_safetensors(&bytes).unwrap_err().to_string();
        assert!(error.contains("is F32 [") && error.contains("the network's is F32 ["), "{error}");
        assert!(network(4).from_safetensors(b"not a file").is_err());
    }
}
